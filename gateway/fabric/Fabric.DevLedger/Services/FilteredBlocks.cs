namespace Fabric.DevLedger.Services;

/// <summary>Blocks without their contents: ids, codes and the names of events.</summary>
internal static class FilteredBlocks
{
    public static FilteredBlock Of(Block block, string channel)
    {
        var filtered = new FilteredBlock { ChannelId = channel, Number = block.Header.Number };
        var codes = block.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter];
        for (var i = 0; i < block.Data.Data.Count; i++)
        {
            var parsed = ParsedEnvelope.Parse(Envelope.Parser.ParseForeign(block.Data.Data[i]));
            var transaction = new FilteredTransaction
            {
                Txid = parsed.TransactionId,
                Type = parsed.Type,
                TxValidationCode = (TxValidationCode)codes[i],
            };
            if (parsed.Type == HeaderType.EndorserTransaction)
            {
                transaction.TransactionActions = new FilteredTransactionActions();
                if (parsed.Event is { } chaincodeEvent)
                {
                    transaction.TransactionActions.ChaincodeActions.Add(new FilteredChaincodeAction
                    {
                        ChaincodeEvent = new ChaincodeEvent
                        {
                            ChaincodeId = chaincodeEvent.ChaincodeId,
                            TxId = chaincodeEvent.TxId,
                            EventName = chaincodeEvent.EventName,
                        },
                    });
                }
            }

            filtered.FilteredTransactions.Add(transaction);
        }

        return filtered;
    }
}
