/// States and postal codes of the United States and Canada: public facts, gathered by hand from the zone boundaries of
/// 49 CFR part 71, the USPS list of three-digit ZIP prefixes and Canada Post's first letters.
enum StateTable {
  /// Short names in the table below.
  static let zoneNames = [
    "E": "America/New_York", "C": "America/Chicago", "M": "America/Denver", "AZ": "America/Phoenix",
    "P": "America/Los_Angeles", "AK": "America/Anchorage", "AD": "America/Adak", "H": "Pacific/Honolulu",
    "CN": "America/St_Johns", "CA": "America/Halifax", "CE": "America/Toronto", "CC": "America/Winnipeg",
    "CM": "America/Edmonton", "CP": "America/Vancouver",
  ]

  /// Country, code, name, zones.
  static let text = """
    US|AL|Alabama|C E
    US|AK|Alaska|AK AD
    US|AZ|Arizona|AZ M
    US|AR|Arkansas|C
    US|CA|California|P
    US|CO|Colorado|M
    US|CT|Connecticut|E
    US|DE|Delaware|E
    US|DC|District of Columbia|E
    US|FL|Florida|E C
    US|GA|Georgia|E
    US|HI|Hawaii|H
    US|ID|Idaho|M P
    US|IL|Illinois|C
    US|IN|Indiana|E C
    US|IA|Iowa|C
    US|KS|Kansas|C M
    US|KY|Kentucky|E C
    US|LA|Louisiana|C
    US|ME|Maine|E
    US|MD|Maryland|E
    US|MA|Massachusetts|E
    US|MI|Michigan|E C
    US|MN|Minnesota|C
    US|MS|Mississippi|C
    US|MO|Missouri|C
    US|MT|Montana|M
    US|NE|Nebraska|C M
    US|NV|Nevada|P M
    US|NH|New Hampshire|E
    US|NJ|New Jersey|E
    US|NM|New Mexico|M
    US|NY|New York|E
    US|NC|North Carolina|E
    US|ND|North Dakota|C M
    US|OH|Ohio|E
    US|OK|Oklahoma|C
    US|OR|Oregon|P M
    US|PA|Pennsylvania|E
    US|RI|Rhode Island|E
    US|SC|South Carolina|E
    US|SD|South Dakota|C M
    US|TN|Tennessee|C E
    US|TX|Texas|C M
    US|UT|Utah|M
    US|VT|Vermont|E
    US|VA|Virginia|E
    US|WA|Washington|P
    US|WV|West Virginia|E
    US|WI|Wisconsin|C
    US|WY|Wyoming|M
    US|AS|American Samoa|Pacific/Pago_Pago
    US|FM|Federated States of Micronesia|Pacific/Chuuk Pacific/Kosrae Pacific/Pohnpei
    US|GU|Guam|Pacific/Guam
    US|MH|Marshall Islands|Pacific/Kwajalein Pacific/Majuro
    US|MP|Northern Mariana Islands|Pacific/Saipan
    US|PR|Puerto Rico|America/Puerto_Rico
    US|PW|Palau|Pacific/Palau
    US|VI|U.S. Virgin Islands|America/St_Thomas
    CA|AB|Alberta|CM
    CA|BC|British Columbia|CP CM America/Creston America/Dawson_Creek America/Fort_Nelson
    CA|MB|Manitoba|CC
    CA|NB|New Brunswick|CA
    CA|NL|Newfoundland and Labrador|CN CA
    CA|NS|Nova Scotia|CA
    CA|NT|Northwest Territories|CM
    CA|NU|Nunavut|CE CC CM America/Atikokan
    CA|ON|Ontario|CE CC America/Atikokan
    CA|PE|Prince Edward Island|CA
    CA|QC|Quebec|CE CA America/Blanc-Sablon
    CA|SK|Saskatchewan|America/Regina CM
    CA|YT|Yukon|America/Whitehorse
    """

  /// First three digits of a ZIP code. Military prefixes (090-098, 340, 962-966) and unused ones are left out; 063
  /// holds Fishers Island of New York, 967 American Samoa, 969 five countries and territories.
  static let zipPrefixes: [(range: ClosedRange<Int>, states: [String])] = [
    (5...5, ["NY"]), (6...7, ["PR"]), (8...8, ["VI"]), (9...9, ["PR"]), (10...27, ["MA"]), (28...29, ["RI"]),
    (30...38, ["NH"]), (39...49, ["ME"]), (50...54, ["VT"]), (55...55, ["MA"]), (56...59, ["VT"]),
    (60...69, ["CT", "NY"]), (70...89, ["NJ"]), (100...149, ["NY"]), (150...196, ["PA"]), (197...199, ["DE"]),
    (200...200, ["DC"]), (201...201, ["VA"]), (202...205, ["DC"]), (206...219, ["MD"]), (220...246, ["VA"]),
    (247...268, ["WV"]), (270...289, ["NC"]), (290...299, ["SC"]), (300...319, ["GA"]), (320...339, ["FL"]),
    (341...342, ["FL"]), (344...344, ["FL"]), (346...347, ["FL"]), (349...349, ["FL"]), (350...369, ["AL"]),
    (370...385, ["TN"]), (386...397, ["MS"]), (398...399, ["GA"]), (400...427, ["KY"]), (430...459, ["OH"]),
    (460...479, ["IN"]), (480...499, ["MI"]), (500...528, ["IA"]), (530...549, ["WI"]), (550...567, ["MN"]),
    (569...569, ["DC"]), (570...577, ["SD"]), (580...588, ["ND"]), (590...599, ["MT"]), (600...629, ["IL"]),
    (630...658, ["MO"]), (660...679, ["KS"]), (680...693, ["NE"]), (700...714, ["LA"]), (716...729, ["AR"]),
    (730...732, ["OK"]), (733...733, ["TX"]), (734...749, ["OK"]), (750...799, ["TX"]), (800...816, ["CO"]),
    (820...831, ["WY"]), (832...838, ["ID"]), (840...847, ["UT"]), (850...865, ["AZ"]), (870...884, ["NM"]),
    (885...885, ["TX"]), (889...898, ["NV"]), (900...961, ["CA"]), (967...967, ["AS", "HI"]), (968...968, ["HI"]),
    (969...969, ["FM", "GU", "MH", "MP", "PW"]), (970...979, ["OR"]), (980...994, ["WA"]), (995...999, ["AK"]),
  ]

  /// First letter of a Canadian postal code.
  static let postalLetters: [(letters: String, states: [String])] = [
    ("A", ["NL"]), ("B", ["NS"]), ("C", ["PE"]), ("E", ["NB"]), ("GHJ", ["QC"]), ("KLMNP", ["ON"]), ("R", ["MB"]),
    ("S", ["SK"]), ("T", ["AB"]), ("V", ["BC"]), ("X", ["NT", "NU"]), ("Y", ["YT"]),
  ]
}
