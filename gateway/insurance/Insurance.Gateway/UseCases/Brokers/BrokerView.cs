namespace Insurance.Gateway.UseCases.Brokers;

/// <summary>Leaves out of a broker's own claims what they say of others': the signs of fraud name claims of other brokers and insurers.</summary>
/// <remarks>Whoever could read them would learn by a claim of its own which losses, objects and documents others have claimed.</remarks>
internal static class BrokerView
{
    private const string Condition = "NO_FRAUD_SIGNAL";

    /// <summary>An answer as a broker gets it.</summary>
    public static IMessage Of(IMessage answer)
    {
        switch (answer)
        {
            case Claim claim:
                Clear(claim);
                break;
            case ListClaimsResponse list:
                foreach (var claim in list.Claims)
                {
                    Clear(claim);
                }

                break;
        }

        return answer;
    }

    /// <summary>A record as a broker gets it.</summary>
    public static string Of(string recordJson)
    {
        if (!recordJson.Contains("\"signals\"", StringComparison.Ordinal))
        {
            return recordJson;
        }

        try
        {
            if (JsonNode.Parse(recordJson) is not JsonObject record)
            {
                return recordJson;
            }

            Clear(record);
            return record.ToJsonString();
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>What one transaction did to the claims of several: of it a broker gets its own claims, and what is public.</summary>
    /// <param name="payload">The event's.</param>
    /// <param name="stamp">The field that says who did it, which is the insurer whose claims they are.</param>
    /// <param name="shared">The other fields that every member may know.</param>
    /// <param name="caller">The broker.</param>
    /// <returns><c>null</c>: none of the claims is the broker's.</returns>
    public static string? OfClaims(ReadOnlyMemory<byte> payload, string stamp, IReadOnlyList<string> shared, Caller caller)
    {
        try
        {
            if (JsonNode.Parse(payload.Span) is not JsonObject record
                || record[stamp] is not JsonObject done || BrokerBook.Text(done["mspId"]) != caller.MspId)
            {
                return null;
            }

            var own = Items(record, "claims").Where(claim => BrokerBook.Owns(caller, claim)).ToList();
            if (own.Count == 0)
            {
                return null;
            }

            own.ForEach(Clear);
            var reported = new JsonObject();
            foreach (var field in shared.Append(stamp).Where(record.ContainsKey))
            {
                reported[field] = record[field]?.DeepClone();
            }

            reported["claims"] = new JsonArray([.. own.Select(claim => claim.DeepClone())]);
            return reported.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Clear(JsonObject record)
    {
        record.Remove("signals");
        foreach (var condition in Items(record, "decisions").SelectMany(decision => Items(decision, "conditions"))
            .Where(condition => BrokerBook.Text(condition["code"]) == Condition))
        {
            condition.Remove("observed");
        }
    }

    private static void Clear(Claim claim)
    {
        claim.Signals.Clear();
        foreach (var condition in claim.Decisions.SelectMany(decision => decision.Conditions).Where(condition => condition.Code == Condition))
        {
            condition.Observed = "";
        }
    }

    private static IEnumerable<JsonObject> Items(JsonObject record, string name) => (record[name] as JsonArray ?? []).OfType<JsonObject>();
}
