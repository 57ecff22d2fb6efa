namespace Insurance.Gateway.UseCases.Brokers;

/// <summary>What callers see of the ledger's events: brokers what concerns their own book, and what is for everyone.</summary>
internal static class EventView
{
    /// <summary>Whether a caller may see an event, and so know of its transaction.</summary>
    public static bool IsVisible(CommittedChaincodeEvent? item, Caller caller) => !caller.IsBroker || (item is not null && Of(item, caller) is not null);

    /// <summary>What a caller receives of an event; <c>null</c>: nothing.</summary>
    public static string? Of(CommittedChaincodeEvent item, Caller caller)
    {
        var payload = Encoding.UTF8.GetString(item.Payload.Span);
        return !caller.IsBroker ? payload : item.EventName switch
        {
            EventNames.EventSettled => BrokerView.OfClaims(item.Payload, "settled", ["readingId", "determinationId"], caller),
            // What a device reported, and even its name, is not for brokers.
            EventNames.ReadingsPublished => BrokerView.OfClaims(item.Payload, "published", [], caller),
            _ when (EventCatalogue.AudienceOf(item.EventName) == EventAudience.Everyone && !OfDevice(item)) || BrokerBook.Owns(caller, item.Payload) => BrokerView.Of(payload),
            _ => null,
        };
    }

    // A device watches the object of one policy, which may be another broker's.
    private static bool OfDevice(CommittedChaincodeEvent item)
    {
        if (!item.EventName.StartsWith("Oracle", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var oracle = JsonDocument.Parse(item.Payload);
            return oracle.RootElement.TryGetProperty("kind", out var kind) && kind.GetString() == "ORACLE_KIND_DEVICE";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return true;
        }
    }
}
