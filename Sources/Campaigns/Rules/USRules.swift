/// Hours that federal and state law of the United States allow for calls, with the statute of each row and where its
/// text, or a compilation that quotes it, was read. A row binds nothing but its purposes; where a law reaches further
/// than a row can say, the row says so in its note.
enum USRules {
  /// Read by `RuleTableReader`.
  static let text = #"""
    table: us
    country: US
    version: 2026-11-23
    rows:
      - place: US
        purposes: [marketing, fundraising]
        hours: "daily 08:00-21:00"
        citation: "47 CFR 64.1200(c)(1); 16 CFR 310.4(c)"
        source: "https://www.ecfr.gov/current/title-47/section-64.1200"
      - place: US
        purposes: [collection]
        hours: "daily 08:00-21:00"
        citation: "15 U.S.C. 1692c(a)(1); 12 CFR 1006.6(b)(1)(i)"
        source: "https://www.ecfr.gov/current/title-12/section-1006.6"
        note: "other times that the debtor has named: a column for calling_hours.respect"
      - place: US-AL
        purposes: [marketing, fundraising]
        hours: "mon-sat 08:00-20:00"
        closed_on: us-federal
        citation: "Ala. Admin. Code r. 770-X-5-.17(1)(b)"
        source: "https://casetext.com/regulation/alabama-administrative-code (770-X-5-.17)"
        note: "holidays of the state alone: calling_hours.closed"
      - place: US-CT
        purposes: [marketing]
        hours: "daily 09:00-20:00"
        citation: "Conn. Gen. Stat. § 42-288a (P.A. 23-98)"
        source: "https://www.dropcowboy.com/state-compliance (statute: https://cga.ct.gov, chapter 743m)"
      - place: US-FL
        purposes: [marketing]
        hours: "daily 08:00-20:00"
        citation: "Fla. Stat. § 501.616(6)(a)"
        source: "http://www.lawserver.com/law/state/florida/statutes/florida_statutes_501-616"
      - place: US-KY
        purposes: [marketing]
        hours: "daily 10:00-21:00"
        citation: "KRS § 367.46955"
        source: "https://www.dropcowboy.com/state-compliance"
      - place: US-LA
        purposes: [marketing, fundraising]
        hours: "mon-sat 08:00-20:00"
        closed_on: us-federal
        citation: "LPSC General Order R-29617 (Do Not Call Program)"
        source: "https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state"
        note: "holidays of the state alone, and states of emergency: calling_hours.closed"
      - place: US-MD
        purposes: [marketing]
        hours: "daily 08:00-20:00"
        citation: "Md. Code, Com. Law § 14-4502"
        source: "https://www.wmar2news.com/local/law-to-prevent-spam-calls-takes-effect-first-of-the-year"
      - place: US-MA
        purposes: [marketing]
        hours: "daily 08:00-20:00"
        citation: "M.G.L. c. 159C § 3; 201 CMR 12.02(2)"
        source: "https://regulations.justia.com/states/massachusetts/201-cmr/title-201-cmr-12-00/section-12-02"
      - place: US-MN
        purposes: [marketing]
        hours: "daily 09:00-21:00"
        citation: "Minn. Stat. § 325E.30"
        source: "https://www.dropcowboy.com/state-compliance"
      - place: US-MS
        purposes: [marketing]
        hours: "mon-sat 08:00-20:00"
        citation: "Miss. Code § 77-3-723(1)"
        source: "https://getpocketlaw.com/law/state_mississippi (77-3-723)"
      - place: US-MS
        purposes: [fundraising]
        hours: "mon-sat 09:00-21:00"
        citation: "Miss. Code § 79-11-524"
        source: "https://getpocketlaw.com/law/state_mississippi (79-11-524)"
      - place: US-NV
        purposes: [marketing, fundraising, survey, political]
        hours: "daily 09:00-21:00"
        citation: "NRS 597.814(2)(a)"
        source: "http://www.contactcentercompliance.com/legal/statutes/NV/NRS/597.814.adpx"
        note: "it binds devices that dial and play a message"
      - place: US-NM
        purposes: [marketing]
        hours: "daily 09:00-21:00"
        citation: "N.M. Stat. § 57-12-22(B)(5)"
        source: "https://law.justia.com/codes/new-mexico/2006/nmrc/jd_57-12-22-13117.html"
      - place: US-OK
        purposes: [marketing]
        hours: "daily 08:00-20:00"
        citation: "Okla. Stat. tit. 15, § 775C.4"
        source: "https://app.legiplex.com/ok/legislature/2022/2022-r/bills/hb3168/drafts-latest"
      - place: US-OR
        purposes: [marketing, fundraising]
        hours: "daily 08:00-20:00"
        citation: "Oregon Laws 2025, HB 3865, in force from 2026-01-01"
        source: "https://www.jdsupra.com/legalnews/oregon-passes-new-telephone-8210765"
      - place: US-RI
        purposes: [marketing]
        hours: "mon-fri 09:00-18:00, sat 10:00-17:00"
        closed_on: us-federal
        citation: "R.I. Gen. Laws §§ 5-61-2(2), 5-61-3.6"
        source: "https://instalawyer.io/laws/rhode-island-general-laws/section-5-61-2-definitions"
        note: "holidays of the state alone: calling_hours.closed"
      - place: US-SD
        purposes: [marketing]
        hours: "mon-fri 09:00-21:00"
        citation: "S.D. Codified Laws § 37-30-28"
        source: "http://legis.state.sd.us/statutes/DisplayStatute.aspx?Type=Statute&Statute=37-30-28"
        note: "it binds automated dialing systems"
      - place: US-TX
        purposes: [marketing]
        hours: "mon-sat 09:00-21:00, sun 12:00-21:00"
        citation: "Tex. Bus. & Com. Code § 301.051"
        source: "https://law.justia.com/codes/texas (section 37.02, now 301.051)"
      - place: US-UT
        purposes: [marketing, fundraising]
        hours: "mon-sat 08:00-21:00"
        closed_on: us-federal
        citation: "Utah Code § 13-25a-103(3)"
        source: "https://codes.findlaw.com/ut/title-13-commerce-and-trade/ut-code-sect-13-25a-103/"
        note: "holidays of the state alone: calling_hours.closed"
      - place: US-WA
        purposes: [marketing, fundraising]
        hours: "daily 08:00-20:00"
        citation: "RCW 80.36.390 (HB 1497 of 2022)"
        source: "https://wa-law.org/bill/2021-22/hb/1497/S.PL/"
    """#
}
