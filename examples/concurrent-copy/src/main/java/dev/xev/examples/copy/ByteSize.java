package dev.xev.examples.copy;

import java.util.Locale;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 64K}, {@code 4KB}, {@code 1M}; a kilobyte has 1024 bytes. */
public final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KMG]?)(I?B)?");
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

    private ByteSize() {}

    /**
     * Reads a size.
     *
     * @param text digits and a unit
     * @return the bytes
     * @throws IllegalArgumentException if it is not of that form, or too large
     */
    public static long parse(String text) {
        var matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as 64K or 1M");
        }
        int shift = " KMG".indexOf((matcher.group(2) + " ").charAt(0)) * 10;
        return Long.parseLong(matcher.group(1)) << shift;
    }

    /**
     * Writes a size to three digits.
     *
     * @param bytes not negative
     * @return such as {@code 999 B} or {@code 1.25 GB}
     */
    public static String format(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        int decimals = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[unit]);
    }
}
