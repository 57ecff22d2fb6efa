namespace Insurance.Gateway.Privacy;

/// <summary>What personal data must be like. The chaincode, which never sees them, cannot say; its codes are used.</summary>
internal static partial class PersonalDataRules
{
    private const string Prefix = "personalData.";

    /// <summary>
    /// Refuses data without a name, texts in a wrong form, and, before a key is made for it, what is no pseudonym; the sentences never
    /// repeat the data.
    /// </summary>
    /// <exception cref="ApiException">INVALID_ARGUMENT; it names all that is wrong.</exception>
    public static void Check(string requestId, string partyId, PersonalData data)
    {
        var wrong = new ViolationList();
        wrong.Add(Id("requestId", requestId));
        wrong.Add(Id("partyId", partyId));
        wrong.Add(data.FullName.Length == 0
            ? Refusal("REQUIRED", "fullName", "A name is required.")
            : Text("fullName", data.FullName, 200, lines: false));
        if (data.DateOfBirth.Length > 0
            && !DateOnly.TryParseExact(data.DateOfBirth, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            wrong.Add(Refusal("INVALID_TEXT", "dateOfBirth", "A calendar date is YYYY-MM-DD."));
        }

        wrong.Add(Text("email", data.Email, 254, lines: true));
        wrong.Add(Text("phone", data.Phone, 50, lines: true));
        wrong.Add(Text("address", data.Address, 500, lines: true));
        wrong.Throw();
    }

    private static ApiException? Id(string field, string value) => value.Length == 0
        ? new ApiException("REQUIRED", StatusCode.InvalidArgument, "An id is required.", field)
        : IdForm().IsMatch(value)
            ? null
            : new ApiException("INVALID_ID", StatusCode.InvalidArgument, "An id is 1 to 64 of A-Z a-z 0-9 dot underscore hyphen.", field);

    private static ApiException? Text(string field, string value, int limit, bool lines)
    {
        var characters = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (++characters > limit)
            {
                return Refusal("TEXT_TOO_LONG", field, $"The text has more than {limit.ToString(CultureInfo.InvariantCulture)} characters.");
            }

            // A lone surrogate is read as the replacement character, and would not be sealed as it was sent.
            if ((Control(rune.Value) && !(lines && rune.Value is ('\t' or '\n'))) || rune.Value == 0xFFFD)
            {
                return Refusal("INVALID_TEXT", field, lines ? "The text holds a control character." : "The text must be one line without control characters.");
            }
        }

        return null;
    }

    private static bool Control(int character) => character is < ' ' or >= 0x7f and < 0xa0;

    private static ApiException Refusal(string code, string field, string message) =>
        new(code, StatusCode.InvalidArgument, message, Prefix + field);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();
}
