using System.Globalization;

namespace Fabric.Audit;

/// <summary>What a block's metadata and transactions say.</summary>
public static class BlockContents
{
    /// <summary>The block that holds the configuration in force, as the orderers noted it; <c>null</c> when nothing is noted.</summary>
    /// <param name="block">The block.</param>
    /// <exception cref="InvalidProtocolBufferException">The metadata cannot be read.</exception>
    public static ulong? LastConfiguration(Block block)
    {
        var value = Signatures(block)?.Value;
        return value is null ? null : OrdererBlockMetadata.Parser.ParseForeign(value).LastConfig?.Index;
    }

    /// <summary>The orderers' signatures and what they signed besides the header; <c>null</c> when there is no such entry.</summary>
    /// <param name="block">The block.</param>
    /// <exception cref="InvalidProtocolBufferException">The metadata cannot be read.</exception>
    public static Metadata? Signatures(Block block) =>
        block.Metadata?.Metadata is { Count: > (int)BlockMetadataIndex.Signatures } metadata
            ? Metadata.Parser.ParseForeign(metadata[(int)BlockMetadataIndex.Signatures])
            : null;

    /// <summary>The peers' verdict on a transaction.</summary>
    /// <param name="block">The block.</param>
    /// <param name="index">The transaction's place in it.</param>
    public static TxValidationCode ValidationCode(Block block, int index)
    {
        const int Filter = (int)BlockMetadataIndex.TransactionsFilter;
        var filter = block.Metadata?.Metadata is { Count: > Filter } metadata ? metadata[Filter] : ByteString.Empty;
        return index < filter.Length ? (TxValidationCode)filter[index] : TxValidationCode.NotValidated;
    }

    /// <summary>Fabric's name of a validation code, for instance <c>MVCC_READ_CONFLICT</c>; its number when it has none.</summary>
    /// <param name="code">The code.</param>
    public static string Name(TxValidationCode code) =>
        TransactionReflection.Descriptor.EnumTypes
            .Single(type => type.Name == nameof(TxValidationCode))
            .FindValueByNumber((int)code)?.Name ?? ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>The moments that the transactions of a block give, as their creators signed them; those without one are left out.</summary>
    /// <param name="block">The block.</param>
    public static IEnumerable<DateTimeOffset> Times(Block block)
    {
        for (var index = 0; index < (block.Data?.Data.Count ?? 0); index++)
        {
            if (StoredTransaction.Read(block, index)?.Time is { } time)
            {
                yield return time;
            }
        }
    }
}
