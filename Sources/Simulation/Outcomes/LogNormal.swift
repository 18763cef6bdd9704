internal import Campaigns

/// A log-normal distribution of lengths of time, given by its own mean and standard deviation.
///
/// Everything here is computed with the four operations and the square root, which IEEE 754 fixes to the bit: the same
/// seed gives the same plan whatever mathematics library the machine has.
struct LogNormal: Sendable {
  /// Mean and deviation of the logarithm of the length in microseconds; a mean of zero or less gives always the least.
  private let location: Double
  private let scale: Double
  private let isEmpty: Bool

  init(mean: Interval, deviation: Interval) {
    isEmpty = mean <= .zero
    let mean = Double(max(mean.microseconds, 1))
    let ratio = Double(max(deviation.microseconds, 0)) / mean
    let variance = naturalLogarithm(1 + ratio * ratio)
    scale = variance.squareRoot()
    location = naturalLogarithm(mean) - variance / 2
  }

  /// The length that a share `p` (0 < p < 1) of all lengths does not exceed: whole milliseconds, 1 s to 24 h.
  func quantile(_ p: Double) -> Interval {
    guard !isEmpty else { return LogNormal.least }
    let microseconds = exponential(location + scale * normalQuantile(p))
    guard microseconds < Double(LogNormal.longest.microseconds) else { return LogNormal.longest }
    return max(LogNormal.least, .milliseconds(Int64(microseconds / 1_000 + 0.5)))
  }

  private static let least = Interval.seconds(1)
  private static let longest = Interval.hours(24)
}

/// ln x for finite x > 0: the exponent, and the series of 2 artanh((m − 1)/(m + 1)) for the rest.
func naturalLogarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var mantissa = x.significand
  if mantissa > 1.4142135623730951 {
    mantissa /= 2
    exponent += 1
  }
  let s = (mantissa - 1) / (mantissa + 1)
  let square = s * s
  var sum = 0.0
  var denominator = 23.0
  while denominator >= 1 {
    sum = sum * square + 1 / denominator
    denominator -= 2
  }
  return exponent * 0.6931471805599453 + 2 * s * sum
}

/// eˣ for |x| < 700: a power of two times a Taylor series on |r| ≤ ln 2 ÷ 2.
func exponential(_ x: Double) -> Double {
  let scaled = x * 1.4426950408889634
  let exponent = Int64(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
  let power = Double(exponent)
  let r = (x - power * 0.693147180369123816490) - power * 1.90821492927058770002e-10
  // Horner with reciprocals of factorials: thirteen dependent divisions would cost more than all the rest.
  var sum = 1.0 / 6_227_020_800
  sum = sum * r + 1.0 / 479_001_600
  sum = sum * r + 1.0 / 39_916_800
  sum = sum * r + 1.0 / 3_628_800
  sum = sum * r + 1.0 / 362_880
  sum = sum * r + 1.0 / 40_320
  sum = sum * r + 1.0 / 5_040
  sum = sum * r + 1.0 / 720
  sum = sum * r + 1.0 / 120
  sum = sum * r + 1.0 / 24
  sum = sum * r + 1.0 / 6
  sum = sum * r + 1.0 / 2
  sum = (sum * r + 1) * r + 1
  return sum * Double(bitPattern: UInt64(exponent + 1_023) << 52)
}

/// The inverse of the standard normal distribution for 0 < p < 1, by the rational approximation that Peter J. Acklam
/// published in 2003; its relative error is below 1.2e-9.
func normalQuantile(_ p: Double) -> Double {
  let edge = 0.02425
  if p < edge { return tailQuantile((-2 * naturalLogarithm(p)).squareRoot()) }
  if p > 1 - edge { return -tailQuantile((-2 * naturalLogarithm(1 - p)).squareRoot()) }
  let q = p - 0.5
  let r = q * q
  let a0 = ((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
  let a = ((a0 + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239e+00
  let b0 = ((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
  let b = ((b0 + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
  return a * q / b
}

private func tailQuantile(_ q: Double) -> Double {
  let c0 = ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q
  let c = ((c0 - 2.549732539343734e+00) * q + 4.374664141464968e+00) * q + 2.938163982698783e+00
  let d0 = ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q
  let d = (d0 + 3.754408661907416e+00) * q + 1
  return c / d
}
