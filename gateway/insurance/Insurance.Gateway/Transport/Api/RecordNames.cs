namespace Insurance.Gateway.Transport.Api;

/// <summary>The records that a call is about, as its messages name them: identifiers and nothing else of what they say.</summary>
internal static class RecordNames
{
    /// <summary>What stands where no record is named.</summary>
    public const string None = "none";

    private const int Longest = 240;
    private const int LongestId = 128;
    private const int OfAList = 3;

    // Not of records: the call's own, and whose book it is.
    private static readonly string[] Others = ["request_id", "broker_id"];

    /// <summary>"policyId=p-1 quoteId=q-1": the request's identifiers and the answer's own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer; <c>null</c>: there is none.</param>
    public static string Of(IMessage request, IMessage? answer = null)
    {
        var ids = IdsOf(request).ToList();
        if (ids.Count == 0)
        {
            ids.AddRange(Parts(request).SelectMany(IdsOf));
        }

        if (answer is not null && IdsOf(answer).FirstOrDefault() is { } own && !ids.Contains(own))
        {
            ids.Add(own);
        }

        return ids.Count == 0 ? None : BoundedText.Of(string.Join(' ', ids), Longest);
    }

    private static IEnumerable<string> IdsOf(IMessage message) => message.Descriptor.Fields.InFieldNumberOrder()
        .Where(field => field is { FieldType: FieldType.String, IsRepeated: false } && IsOfRecord(field.Name))
        .Select(field => (Name: field.JsonName, Value: (string)field.Accessor.GetValue(message)))
        .Where(id => IsWellFormed(id.Value))
        .Select(id => $"{id.Name}={id.Value}");

    private static IEnumerable<IMessage> Parts(IMessage message) => message.Descriptor.Fields.InFieldNumberOrder()
        .Where(field => field is { FieldType: FieldType.Message, IsMap: false })
        .SelectMany(field => field.Accessor.GetValue(message) switch
        {
            IMessage part => [part],
            System.Collections.IEnumerable list => list.Cast<IMessage>().Take(OfAList),
            _ => [],
        });

    private static bool IsOfRecord(string field) => field.EndsWith("_id", StringComparison.Ordinal)
        && !field.EndsWith("msp_id", StringComparison.Ordinal) && !Others.Contains(field);

    // What is no identifier may be anything, a person's name too.
    private static bool IsWellFormed(string value) => value.Length is > 0 and <= LongestId
        && value.All(character => char.IsAsciiLetterOrDigit(character) || "._~%/:@-".Contains(character, StringComparison.Ordinal));
}
