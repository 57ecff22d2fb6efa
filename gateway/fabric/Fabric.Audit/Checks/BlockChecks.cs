namespace Fabric.Audit;

/// <summary>The checks of one block by itself.</summary>
public static class BlockChecks
{
    /// <summary>The policy of the channel that the signatures under a block must satisfy.</summary>
    public const string ValidationPolicy = "/Channel/Orderer/BlockValidation";

    /// <summary>That the header's data hash is that of the transactions.</summary>
    /// <param name="block">The block.</param>
    /// <param name="report">Takes the outcome.</param>
    public static void DataHash(Block block, CheckReport report) => report.Add(
        "data hash",
        block.Header.DataHash.Span.SequenceEqual(BlockHashes.OfData(block.Data)),
        "The header's data hash is the SHA-256 of the block's transactions.");

    /// <summary>That the orderers signed the header, as the channel's policy for blocks asks.</summary>
    /// <param name="block">The block.</param>
    /// <param name="configuration">The configuration that was in force when the block was made.</param>
    /// <param name="report">Takes the outcome.</param>
    /// <remarks>The first block of a channel is agreed upon before there are orderers: its signatures, if any, must hold.</remarks>
    public static void OrdererSignature(Block block, ChannelConfiguration configuration, CheckReport report)
    {
        const string Name = "orderer signature";
        IReadOnlyList<VerifiedIdentity> orderers;
        try
        {
            if (Signers(block, configuration, out orderers) is { } problem)
            {
                report.Add(Name, false, problem);
                return;
            }
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add(Name, false, "The block's signatures cannot be read.");
            return;
        }

        if (orderers.Count == 0 && block.Header.Number == 0)
        {
            return;
        }

        report.Add(
            Name,
            configuration.IsSatisfied(ValidationPolicy, orderers),
            orderers.Count == 0
                ? "No orderer signed the header."
                : $"Signed by {string.Join(", ", orderers.Select(orderer => orderer.MspId).Distinct())}, as {ValidationPolicy} asks.");
    }

    /// <returns>What is wrong with a signature; <c>null</c>: nothing.</returns>
    private static string? Signers(Block block, ChannelConfiguration configuration, out IReadOnlyList<VerifiedIdentity> orderers)
    {
        var signed = BlockContents.Signatures(block) ?? new Metadata();
        var found = new List<VerifiedIdentity>();
        orderers = found;
        foreach (var signature in signed.Signatures)
        {
            // Under BFT a consenter signs by its number, and the channel says whose number it is.
            var byNumber = signature.SignatureHeader.IsEmpty && !signature.IdentifierHeader.IsEmpty && configuration.Consenters.Count > 0;
            var header = byNumber ? signature.IdentifierHeader : signature.SignatureHeader;
            ByteString creator;
            if (byNumber)
            {
                var number = IdentifierHeader.Parser.ParseForeign(header).Identifier;
                if (!configuration.Consenters.TryGetValue(number, out creator!))
                {
                    return $"The channel has no consenter {number}.";
                }
            }
            else
            {
                creator = SignatureHeader.Parser.ParseForeign(header).Creator;
            }

            if (!configuration.Members.TryVerify(creator.Span, null, out var orderer, out var error))
            {
                return error.Message;
            }

            byte[] message = [.. signed.Value.Span, .. header.Span, .. BlockHashes.HeaderBytes(block.Header)];
            if (!orderer.VerifyMessage(message, signature.Signature.Span))
            {
                return $"The signature of {orderer.CommonName} ({orderer.MspId}) is not one of this header.";
            }

            found.Add(orderer);
        }

        return null;
    }
}
