namespace Insurance.Gateway.UseCases.Provenance;

/// <summary>Whether a history begins with its record's making: a peer that joined by a snapshot has only the versions since.</summary>
internal static class RecordBirth
{
    /// <summary>True when the version names the transaction that wrote it as the one that made the record.</summary>
    /// <param name="type">What kind of record it is.</param>
    /// <param name="entry">The oldest version that is there.</param>
    public static bool Is(RecordType type, HistoryEntry entry)
    {
        try
        {
            using var record = JsonDocument.Parse(entry.RecordJson);
            return record.RootElement.ValueKind == JsonValueKind.Object
                && Stamps(type).Select(name => Transaction(record.RootElement, name)).OfType<string>().FirstOrDefault() == entry.TransactionId;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A product that was drafted has both stamps, and the draft came first.
    private static string[] Stamps(RecordType type) => type switch
    {
        RecordType.Product => ["drafted", "published"],
        RecordType.Party or RecordType.Oracle => ["registered"],
        RecordType.Quote => ["quoted"],
        RecordType.Policy => ["bound"],
        RecordType.Claim => ["submitted"],
        RecordType.Reading => ["published"],
        RecordType.Consortium => ["initialized"],
        RecordType.Determination => ["determined"],
        RecordType.Consent => ["recorded"],
        _ => [],
    };

    private static string? Transaction(JsonElement record, string stamp) =>
        record.TryGetProperty(stamp, out var value) && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("transactionId", out var id) && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
}
