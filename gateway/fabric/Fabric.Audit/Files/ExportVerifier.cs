namespace Fabric.Audit;

/// <summary>Verifies exports without a network.</summary>
/// <param name="trust">What is believed beforehand.</param>
/// <param name="chaincode">The chaincode whose endorsers look at the time of a transaction.</param>
/// <param name="receipt">What was verified before, to go on from; <c>null</c>: nothing.</param>
/// <remarks>Exports verified one after another by the same verifier are compared where they overlap and joined where they meet.</remarks>
public sealed class ExportVerifier(TrustRoots trust, string chaincode, AuditReceipt? receipt = null)
{
    private readonly ChainVerifier _chain = new(chaincode, receipt);

    /// <summary>
    /// What a later verification can go on from, after the exports verified so far; <c>null</c> when blocks before their last one
    /// are missing. It is worth something only if they are verified.
    /// </summary>
    public AuditReceipt? Receipt => _chain.Receipt;

    /// <summary>Verifies one export.</summary>
    /// <param name="input">The file.</param>
    /// <param name="progress">Given the number of bytes read, now and then.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public ExportReport Verify(Stream input, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var file = new FileVerification(trust, _chain, chaincode);
        var reader = new ExportReader(input);
        foreach (var record in reader.Records())
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Take(record);
            progress?.Invoke(record.End);
        }

        return file.Finish(reader);
    }

    private sealed class FileVerification(TrustRoots trust, ChainVerifier chain, string chaincode)
    {
        private readonly FindingList _findings = new();
        private readonly PeriodEvidence _period = new();
        private readonly List<ChaincodeDefinition> _stated = [];
        private ChannelConfiguration? _anchor;
        private bool _anchorStated;
        private ExportManifest? _manifest;
        private byte[] _manifestDigest = [];
        private bool _blocksBegun;
        private bool _signed;

        public void Take(ExportRecord record)
        {
            if (record.Ordinal == 1)
            {
                chain.BeginFile();
            }

            if (!record.DigestHolds)
            {
                _findings.Add("RECORD_CHANGED", Name(record), "It, or its digest, is not as it was written.");
            }

            var expected = Expected(record.Kind);
            if (!expected)
            {
                _findings.Add("RECORD_OUT_OF_PLACE", record.ToString(), $"A record of kind {(char)record.Kind} has no place here.");
                return;
            }

            try
            {
                Read(record);
            }
            catch (FormatException error)
            {
                _findings.Add("RECORD_UNREADABLE", Name(record), error.Message);
            }
        }

        public ExportReport Finish(ExportReader reader)
        {
            if (reader.Broken is { } broken)
            {
                _findings.Add("FILE_BROKEN", FormattableString.Invariant($"byte {reader.Offset}"), broken);
            }

            if (!_signed)
            {
                _findings.Add("EXPORT_INCOMPLETE", FormattableString.Invariant($"byte {reader.Offset}"), "The exporter's signature is missing: the file was cut off.");
            }

            if (_manifest is not null)
            {
                _period.Check(_manifest, chain, chaincode, _findings);
            }

            return new ExportReport
            {
                Unproved = _period.Unproved,
                Time = _period.Time,
                DatedInPeriod = _period.DatedInPeriod,
                EndsWithTheChain = _period.EndsWithTheChain,
                Findings = _findings.Kept,
                FindingCount = _findings.Count,
                Manifest = _manifest,
                ConfigurationBlock = _anchor?.Number,
                ConfigurationStated = _anchorStated,
                Fingerprint = _anchor is null || _anchorStated ? "" : Convert.ToHexStringLower(_anchor.Hash.Span),
                Organizations = _anchor is null ? [] : [.. _anchor.Organizations.Select(organization => organization.MspId)],
                Blocks = _period.Blocks,
                Transactions = new SortedDictionary<string, long>(chain.Transactions, StringComparer.Ordinal),
                Signatures = chain.Signatures,
                UnknownPolicies = chain.Replay.UnknownPolicies,
                UnjudgedVerdicts = chain.UnjudgedVerdicts,
                EventsBesidePolicy = [.. chain.EventsBesidePolicy],
                EventsBesidePolicyCount = chain.EventsBesidePolicyCount,
                StatedDefinitions = [.. _stated.Select(stated => stated.Name).Except(chain.Replay.DefinedInBlocks)],
            };
        }

        private bool Expected(RecordKind kind) => kind switch
        {
            _ when _signed => false,
            RecordKind.Signature => _manifestDigest.Length > 0,
            _ when _manifestDigest.Length > 0 => false,
            RecordKind.Configuration or RecordKind.StatedConfiguration => _anchor is null && !_blocksBegun,
            RecordKind.Definition => !_blocksBegun,
            _ => true,
        };

        private void Read(ExportRecord record)
        {
            switch (record.Kind)
            {
                case RecordKind.Configuration:
                    ReadConfiguration(record);
                    break;
                case RecordKind.StatedConfiguration:
                    ReadStatedConfiguration(record);
                    break;
                case RecordKind.Definition:
                    _stated.Add(StatedDefinition.Read(record.Content));
                    break;
                case RecordKind.Block:
                    ReadBlock(record);
                    break;
                case RecordKind.Manifest:
                    _manifestDigest = record.Digest;
                    _manifest = ExportManifest.Read(record.Content);
                    break;
                default:
                    _signed = true;
                    CheckSignature(record);
                    break;
            }
        }

        private void ReadConfiguration(ExportRecord record)
        {
            var block = Parse(record.Content) ?? throw new FormatException("The configuration block cannot be read.");
            _anchor = ChannelConfiguration.Read(block);
            var report = new CheckReport();
            BlockChecks.DataHash(block, report);
            BlockChecks.OrdererSignature(block, _anchor, report);
            foreach (var failed in report.Checks.Where(check => !check.Passed))
            {
                _findings.Add(failed, $"configuration ({record})");
            }

            Object(record, trust.Objections(_anchor));
        }

        private void ReadStatedConfiguration(ExportRecord record)
        {
            var block = Parse(record.Content) ?? throw new FormatException("The configuration that is stated cannot be read.");
            (_anchor, _anchorStated) = (ChannelConfiguration.Read(block), true);
            Object(record, trust.ObjectionsToStated(_anchor));
        }

        private void Object(ExportRecord record, IEnumerable<string> objections)
        {
            foreach (var objection in objections)
            {
                _findings.Add("NOT_TRUSTED", $"configuration ({record})", objection);
            }
        }

        private void ReadBlock(ExportRecord record)
        {
            var block = Parse(record.Content);
            if (_anchor is null)
            {
                if (!_blocksBegun)
                {
                    _findings.Add("CONFIGURATION_MISSING", record.ToString(), "There is no configuration that blocks could be verified with.");
                }

                _blocksBegun = true;
                return;
            }

            if (!_blocksBegun && block is not null)
            {
                _blocksBegun = true;
                chain.BeginBlocks(block.Header.Number, _anchor, _anchorStated, _findings);
                _stated.ForEach(chain.Replay.State);
            }

            if (block is not null)
            {
                _period.Add(block);
            }

            if (_blocksBegun)
            {
                chain.Add(block, record.ToString(), _findings);
            }
            else
            {
                _findings.Add("BLOCK_UNREADABLE", record.ToString(), "The block cannot be read.");
            }
        }

        private void CheckSignature(ExportRecord record)
        {
            const string Code = "MANIFEST_SIGNATURE";
            if (_manifest is not { } manifest || (chain.Configuration ?? _anchor) is not { } configuration)
            {
                _findings.Add(Code, record.ToString(), "There is no manifest or no configuration that it could be checked with.");
                return;
            }

            if (manifest.Channel != configuration.Channel)
            {
                _findings.Add("CHANNEL_DIFFERS", "manifest", $"The manifest is of channel {manifest.Channel}, the configuration of {configuration.Channel}.");
            }

            if (!configuration.Members.TryVerify(manifest.Signer, null, out var signer, out var error))
            {
                _findings.Add(Code, "manifest", error.Message);
            }
            else if (signer.MspId != manifest.ExportedBy)
            {
                _findings.Add(Code, "manifest", $"It is said to be of {manifest.ExportedBy}, but its signer is of {signer.MspId}.");
            }
            else if (!signer.VerifyMessage(ExportFormat.SignedMessage(_manifestDigest), record.Content))
            {
                _findings.Add(Code, record.ToString(), $"The signature is not one of {signer.CommonName} ({signer.MspId}) under this manifest.");
            }
        }

        private static Block? Parse(byte[] content)
        {
            try
            {
                var block = Block.Parser.ParseForeign(content);
                return block.Header is null || block.Data is null ? null : block;
            }
            catch (InvalidProtocolBufferException)
            {
                return null;
            }
        }

        private static string Name(ExportRecord record) =>
            record.Kind == RecordKind.Block && Parse(record.Content) is { } block ? $"{record}, block {block.Header.Number}" : record.ToString();
    }
}
