using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Leaves out of a broker's own claims what they tell of others': the signs of fraud name claims of other brokers and insurers.</summary>
/// <remarks>Whoever could read them would learn by a claim of its own which losses, objects and documents others have claimed.</remarks>
public static class BrokerView
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

            record.Remove("signals");
            foreach (var condition in Items(record, "decisions").SelectMany(decision => Items(decision, "conditions"))
                .Where(condition => condition["code"] is JsonValue code && code.TryGetValue<string>(out var text) && text == Condition))
            {
                condition.Remove("observed");
            }

            return record.ToJsonString();
        }
        catch (JsonException)
        {
            return "";
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
