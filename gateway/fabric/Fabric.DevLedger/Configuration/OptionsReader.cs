using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fabric.DevLedger.Configuration;

/// <summary>Reads and validates the configuration file.</summary>
internal static class OptionsReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>Reads the file; relative paths in it are resolved against its folder.</summary>
    /// <exception cref="InvalidConfigurationException">Something in it is missing or wrong.</exception>
    public static DevLedgerOptions Read(string path)
    {
        DevLedgerOptions options;
        try
        {
            options = JsonSerializer.Deserialize<DevLedgerOptions>(File.ReadAllText(path), Json) ?? new DevLedgerOptions();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidConfigurationException([$"{path}: {e.Message}"]);
        }

        options = Resolve(options, Path.GetDirectoryName(Path.GetFullPath(path))!);
        var problems = new List<string>();
        Check(options, problems);
        return problems.Count == 0 ? options : throw new InvalidConfigurationException(problems);
    }

    /// <summary>The endpoint a <see cref="PeerOptions.Listen"/> names, or null.</summary>
    public static IPEndPoint? ParseListen(string listen)
    {
        if (ushort.TryParse(listen, out var port))
        {
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        return listen.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(listen, out var endpoint) ? endpoint : null;
    }

    private static DevLedgerOptions Resolve(DevLedgerOptions options, string folder)
    {
        string Full(string path) => path.Length == 0 ? path : Path.GetFullPath(path, folder);
        return options with
        {
            DataDirectory = Full(options.DataDirectory),
            Orderer = options.Orderer with { MspDirectory = Full(options.Orderer.MspDirectory) },
            Organizations = options.Organizations.Select(organization => organization with
            {
                MspDirectory = Full(organization.MspDirectory),
                Peer = organization.Peer with
                {
                    MspDirectory = Full(organization.Peer.MspDirectory),
                    Tls = organization.Peer.Tls is { } tls
                        ? tls with { Certificate = Full(tls.Certificate), Key = Full(tls.Key) }
                        : null,
                },
            }).ToList(),
            Chaincodes = options.Chaincodes.Select(chaincode => chaincode with
            {
                // A bare name is looked up on the PATH; anything with a slash is a file.
                Command = chaincode.Command.Select((part, i) => i == 0 && part.Contains('/', StringComparison.Ordinal) ? Full(part) : part).ToList(),
            }).ToList(),
        };
    }

    private static void Check(DevLedgerOptions options, List<string> problems)
    {
        if (options.Answers is not ("2.5" or "3.1"))
        {
            problems.Add($"answers: \"{options.Answers}\" is neither 2.5 nor 3.1");
        }

        Require(options.DataDirectory, "dataDirectory", problems);
        if (options.Channel.Length == 0 || options.Channel.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789.-") >= 0 ||
            options.Channel[0] is < 'a' or > 'z' || options.Channel.Length > 249)
        {
            problems.Add("channel: must begin with a letter a to z and hold only a to z, 0 to 9, dots and dashes");
        }

        CheckBatch(options.Batch, problems);
        LimitChecks.Check(options.Limits, problems);
        Require(options.Orderer.MspId, "orderer.mspId", problems);
        RequireDirectory(options.Orderer.MspDirectory, "orderer.mspDirectory", problems);
        if (options.Organizations.Count is 0 or > 16)
        {
            problems.Add("organizations: from 1 to 16 are needed");
        }

        CheckUnique(options.Organizations.Select(organization => organization.MspId), "organizations", "mspId", problems);
        for (var i = 0; i < options.Organizations.Count; i++)
        {
            CheckOrganization(options.Organizations[i], FormattableString.Invariant($"organizations[{i}]"), problems);
        }

        if (options.Chaincodes.Count == 0)
        {
            problems.Add("chaincodes: at least one is needed");
        }

        CheckUnique(options.Chaincodes.Select(chaincode => chaincode.Name), "chaincodes", "name", problems);
        for (var i = 0; i < options.Chaincodes.Count; i++)
        {
            CheckChaincode(options.Chaincodes[i], FormattableString.Invariant($"chaincodes[{i}]"), problems);
        }
    }

    private static void CheckBatch(BatchOptions batch, List<string> problems)
    {
        if (batch.MaxMessageCount is < 1 or > 10_000)
        {
            problems.Add("batch.maxMessageCount: must be from 1 to 10000");
        }

        if (batch.PreferredMaxBytes is < 1024 or > 64 * 1024 * 1024)
        {
            problems.Add("batch.preferredMaxBytes: must be from 1024 to 67108864");
        }

        if (batch.Timeout <= TimeSpan.Zero || batch.Timeout > TimeSpan.FromMinutes(1))
        {
            problems.Add("batch.timeout: must be more than zero and at most a minute");
        }
    }

    private static void CheckOrganization(OrganizationOptions organization, string at, List<string> problems)
    {
        Require(organization.MspId, at + ".mspId", problems);
        RequireDirectory(organization.MspDirectory, at + ".mspDirectory", problems);
        RequireDirectory(organization.Peer.MspDirectory, at + ".peer.mspDirectory", problems);
        if (ParseListen(organization.Peer.Listen) is null)
        {
            problems.Add($"{at}.peer.listen: \"{organization.Peer.Listen}\" is neither a port nor an IP address with a port");
        }

        if (organization.Peer.Tls is { } tls)
        {
            RequireFile(tls.Certificate, at + ".peer.tls.certificate", problems);
            RequireFile(tls.Key, at + ".peer.tls.key", problems);
        }
    }

    private static void CheckChaincode(ChaincodeOptions chaincode, string at, List<string> problems)
    {
        Require(chaincode.Name, at + ".name", problems);
        Require(chaincode.Version, at + ".version", problems);
        if (chaincode.Command.Count == 0 || chaincode.Command[0].Length == 0)
        {
            problems.Add(at + ".command: is missing");
        }

        if (chaincode.Sequence < 1)
        {
            problems.Add(at + ".sequence: must be at least 1");
        }

        CheckPolicy(chaincode.EndorsementPolicy, at + ".endorsementPolicy", problems);
        CheckUnique(chaincode.Collections.Select(collection => collection.Name), at + ".collections", "name", problems);
        for (var i = 0; i < chaincode.Collections.Count; i++)
        {
            var collection = chaincode.Collections[i];
            var here = FormattableString.Invariant($"{at}.collections[{i}]");
            Require(collection.Name, here + ".name", problems);
            CheckPolicy(collection.Policy, here + ".policy", problems);
            if (!string.IsNullOrEmpty(collection.EndorsementPolicy))
            {
                CheckPolicy(collection.EndorsementPolicy, here + ".endorsementPolicy", problems);
            }
        }
    }

    private static void CheckPolicy(string policy, string at, List<string> problems)
    {
        try
        {
            SignaturePolicies.Parse(policy);
        }
        catch (FormatException e)
        {
            problems.Add($"{at}: {e.Message}");
        }
    }

    private static void CheckUnique(IEnumerable<string> names, string list, string field, List<string> problems)
    {
        foreach (var group in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add($"{list}: {field} \"{group.Key}\" appears more than once");
        }
    }

    private static void Require(string value, string at, List<string> problems)
    {
        if (value.Length == 0)
        {
            problems.Add(at + ": is missing");
        }
    }

    private static void RequireDirectory(string path, string at, List<string> problems)
    {
        if (path.Length == 0 || !Directory.Exists(path))
        {
            problems.Add(path.Length == 0 ? at + ": is missing" : $"{at}: there is no folder {path}");
        }
    }

    private static void RequireFile(string path, string at, List<string> problems)
    {
        if (path.Length == 0 || !File.Exists(path))
        {
            problems.Add(path.Length == 0 ? at + ": is missing" : $"{at}: there is no file {path}");
        }
    }
}
