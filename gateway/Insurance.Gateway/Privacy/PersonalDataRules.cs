using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Insurance.Gateway.Errors;
using Insurance.V1;

namespace Insurance.Gateway.Privacy;

/// <summary>What personal data must be like. The chaincode, which never sees them, cannot say; its codes are used.</summary>
public static partial class PersonalDataRules
{
    private const string Prefix = "personalData.";

    /// <summary>Refuses data without a name and texts in a wrong form; the sentences never repeat the data.</summary>
    /// <exception cref="ApiException">INVALID_ARGUMENT.</exception>
    public static void Check(PersonalData data)
    {
        if (data.FullName.Length == 0)
        {
            throw Refusal("REQUIRED", "fullName", "A name is required.");
        }

        Text("fullName", data.FullName, 200, lines: false);
        if (data.DateOfBirth.Length > 0
            && !DateOnly.TryParseExact(data.DateOfBirth, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw Refusal("INVALID_TEXT", "dateOfBirth", "A calendar date is YYYY-MM-DD.");
        }

        Text("email", data.Email, 254, lines: true);
        Text("phone", data.Phone, 50, lines: true);
        Text("address", data.Address, 500, lines: true);
    }

    /// <summary>Refuses what is no pseudonym, before a key is made for it.</summary>
    /// <exception cref="ApiException">INVALID_ARGUMENT.</exception>
    public static void CheckId(string partyId)
    {
        if (partyId.Length == 0)
        {
            throw new ApiException("REQUIRED", StatusCode.InvalidArgument, "An id is required.", "partyId");
        }

        if (!Id().IsMatch(partyId))
        {
            throw new ApiException("INVALID_ID", StatusCode.InvalidArgument, "An id is 1 to 64 of A-Z a-z 0-9 dot underscore hyphen.", "partyId");
        }
    }

    private static void Text(string field, string value, int limit, bool lines)
    {
        var characters = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (++characters > limit)
            {
                throw Refusal("TEXT_TOO_LONG", field, $"The text has more than {limit.ToString(CultureInfo.InvariantCulture)} characters.");
            }

            // A lone surrogate is read as the replacement character, and would not be sealed as it was sent.
            if ((Control(rune.Value) && !(lines && rune.Value is ('\t' or '\n'))) || rune.Value == 0xFFFD)
            {
                throw Refusal("INVALID_TEXT", field, lines ? "The text holds a control character." : "The text must be one line without control characters.");
            }
        }
    }

    private static bool Control(int character) => character is < ' ' or >= 0x7f and < 0xa0;

    private static ApiException Refusal(string code, string field, string message) =>
        new(code, StatusCode.InvalidArgument, message, Prefix + field);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
