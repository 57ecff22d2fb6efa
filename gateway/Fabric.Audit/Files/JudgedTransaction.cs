using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Fabric.Audit;

/// <summary>One transaction of an export, with everything that it alone can show.</summary>
internal sealed record JudgedTransaction(
    int Index, TxValidationCode Code, StoredTransaction? Stored, CheckReport Report, ReplayedTransaction? Replayed)
{
    public static JudgedTransaction Judge(Block block, int index, ChannelConfiguration configuration)
    {
        var code = BlockContents.ValidationCode(block, index);
        var report = new CheckReport();
        var stored = StoredTransaction.Read(block, index);
        if (stored is not { Type: HeaderType.EndorserTransaction })
        {
            var isConfiguration = stored is { Type: HeaderType.Config } && block.Data.Data.Count == 1;
            report.Add("transaction", isConfiguration, "It is neither an endorsed transaction nor a configuration.");
            return new JudgedTransaction(index, code, stored, report, null);
        }

        report.Add("channel", stored.Channel.ChannelId == configuration.Channel, $"It is of channel {stored.Channel.ChannelId}.");
        TransactionChecks.Creator(stored, configuration.Members, report);
        TransactionChecks.Id(stored, report);
        var endorsed = TransactionChecks.Endorsements(stored, configuration.Members, report);
        var replayed = (ReplayedTransaction?)null;
        try
        {
            if (report.AllPassed && endorsed is [var (action, endorsers)])
            {
                replayed = new ReplayedTransaction(index, code, action, action.ReadChaincode(), action.ReadChanges(), endorsers);
            }
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add("read-write set", false, "What it read and wrote cannot be read.");
        }

        return new JudgedTransaction(index, code, stored, report, replayed);
    }
}
