using System.Text.Json;
using System.Text.Json.Nodes;
using Insurance.Gateway.Ledger;

namespace Insurance.Gateway.Operations;

/// <summary>How far the automatic payer has seen the ledger's events, in a file.</summary>
/// <remarks>Losing it costs time, not money: events are read again and paid claims are found paid.</remarks>
public sealed class PaymentCheckpoint(string path)
{
    /// <summary>The position to go on from; the ledger's beginning when there is no usable file.</summary>
    public EventPosition Read()
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is JsonObject saved
                && saved["blockNumber"]?.GetValue<ulong>() is { } block)
            {
                return new EventPosition(block, saved["transactionId"]?.GetValue<string>());
            }
        }
        catch (Exception error) when (error is IOException or JsonException or InvalidOperationException or FormatException)
        {
            // Missing or damaged: begin anew.
        }

        return new EventPosition(0);
    }

    /// <summary>Remembers that everything up to and with this transaction is done.</summary>
    public void Write(ulong blockNumber, string transactionId)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var written = path + ".new";
        File.WriteAllText(written, $$"""{"blockNumber":{{blockNumber}},"transactionId":"{{transactionId}}"}""");
        File.Move(written, path, overwrite: true);
    }
}
