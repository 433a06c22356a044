package kizuna.schemas.form;

import java.util.Optional;

/** 全国地方公共団体コード: five digits (JIS X 0401/0402) and a check digit. */
public final class MunicipalityCode {

  private MunicipalityCode() {}

  /** Returns whether it is six digits with a correct check digit at the end. */
  public static boolean valid(String code) {
    return code.length() == 6 && isDigits(code) && code.charAt(5) == checkDigit(code);
  }

  /** The six digits of a five-digit code. */
  public static String withCheckDigit(String five) {
    if (five.length() != 5 || !isDigits(five)) {
      throw new IllegalArgumentException("expected five digits, but " + five);
    }
    return five + checkDigit(five);
  }

  /** Whether both are in the same prefecture, or are it. */
  public static boolean samePrefecture(String code, String other) {
    return code.substring(0, 2).equals(other.substring(0, 2));
  }

  /** Whether it is a prefecture's own code. */
  public static boolean isPrefecture(String code) {
    return code.startsWith("000", 2);
  }

  /** Corrects a missing or wrong check digit; empty for anything else. */
  public static Optional<String> meantBy(String code) {
    return (code.length() == 5 || code.length() == 6) && isDigits(code) && !valid(code)
        ? Optional.of(withCheckDigit(code.substring(0, 5)))
        : Optional.empty();
  }

  /** Digits times 6, 5, 4, 3, 2; eleven minus the remainder by eleven, its last digit. */
  private static char checkDigit(String code) {
    int sum = 0;
    for (int i = 0; i < 5; i++) {
      sum += (code.charAt(i) - '0') * (6 - i);
    }
    return (char) ('0' + (11 - sum % 11) % 10);
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
