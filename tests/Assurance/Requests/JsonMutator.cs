namespace Assurance.Requests;

/// <summary>Texts near a valid request's.</summary>
public static class JsonMutator
{
    private static readonly string[] Values =
        ["null", "true", "[]", "{}", "\"\"", "1e400", "-0", "9223372036854775808", "\"9223372036854775808\"", "NaN", "\"\\ud800\"", "\"\\u0000\"", "[[[[[[]]]]]]", "1.5", "\"1970-01-01T00:00:00Z\"", "\"9999-12-31T23:59:60Z\""];

    public static byte[] Mutate(string json, Random random)
    {
        var colons = Places(json, ':');
        switch (random.Next(11))
        {
            case 0 when colons.Count > 0:
                // Another value after one of the names.
                var colon = colons[random.Next(colons.Count)];
                var end = json.IndexOfAny([',', '}', ']'], colon);
                return Utf8(json[..(colon + 1)] + Values[random.Next(Values.Length)] + json[end..]);
            case 1:
                return Utf8(json[..random.Next(json.Length + 1)]);
            case 2:
                return Utf8(json.TrimEnd().TrimEnd('}') + (json.Length > 3 ? "," : "") + "\"unknownField\":1}");
            case 3 when json.Length > 3:
                return Utf8("{" + json.Trim()[1..^1] + "," + json.Trim()[1..^1] + "}");
            case 4:
                return Utf8(json + Values[random.Next(Values.Length)]);
            case 5:
                return [.. Utf8(json[..(json.Length / 2)]), 0xff, 0xc0, 0x80, .. Utf8(json[(json.Length / 2)..])];
            case 6:
                return Utf8(string.Concat(Enumerable.Repeat("{\"a\":[", 1 + random.Next(20_000))));
            case 7:
                return Utf8("{\"" + new string('k', random.Next(200_000)) + "\":1}");
            case 8:
                return Utf8(Values[random.Next(Values.Length)]);
            case 9:
                return [0xef, 0xbb, 0xbf, .. Utf8(json)];
            default:
                return WireMutator.Mutate(Utf8(json), random);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static List<int> Places(string text, char sign) => [.. Enumerable.Range(0, text.Length).Where(at => text[at] == sign)];
}
