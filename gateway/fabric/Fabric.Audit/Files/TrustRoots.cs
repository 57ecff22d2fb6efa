using System.Security.Cryptography.X509Certificates;

namespace Fabric.Audit;

/// <summary>What a verifier believes before it reads an export.</summary>
public sealed class TrustRoots
{
    private readonly byte[]? _configurationHash;
    private readonly ChannelConfiguration? _configuration;
    private readonly HashSet<string>? _certificates;

    private TrustRoots(byte[]? configurationHash, HashSet<string>? certificates)
    {
        _configurationHash = configurationHash;
        _certificates = certificates;
    }

    private TrustRoots(ChannelConfiguration configuration)
        : this(configuration.Hash.ToArray(), null) => _configuration = configuration;

    /// <summary>Whatever configuration the export brings, to be compared with others by its fingerprint.</summary>
    public static TrustRoots OfTheExport { get; } = new(null, null);

    /// <summary>The configuration block with this hash.</summary>
    /// <param name="fingerprint">64 hexadecimal digits.</param>
    /// <exception cref="FormatException">It is no SHA-256.</exception>
    public static TrustRoots OfFingerprint(string fingerprint) =>
        fingerprint.Length == 2 * SHA256.HashSizeInBytes
            ? new(Convert.FromHexString(fingerprint), null)
            : throw new FormatException("A fingerprint has 64 hexadecimal digits.");

    /// <summary>A configuration block as a peer hands it out, or the root certificates of organizations in PEM.</summary>
    /// <param name="content">The file's content.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static TrustRoots OfFile(byte[] content)
    {
        try
        {
            // A configuration block holds certificates in PEM too, so that is looked for last.
            return new(ChannelConfiguration.Read(Block.Parser.ParseForeign(content)));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException)
        {
            return content.AsSpan().IndexOf("-----BEGIN "u8) >= 0
                ? new(null, Certificates(Encoding.UTF8.GetString(content)))
                : throw new FormatException("It is neither a configuration block nor certificates in PEM.", error);
        }
    }

    /// <summary>What keeps a configuration from being believed; empty when it is.</summary>
    internal IEnumerable<string> Objections(ChannelConfiguration configuration)
    {
        if (_configurationHash is not null && !configuration.Hash.Span.SequenceEqual(_configurationHash))
        {
            yield return $"The trusted configuration has the fingerprint {Convert.ToHexStringLower(_configurationHash)}.";
        }

        foreach (var objection in ObjectionsToRoots(configuration))
        {
            yield return objection;
        }
    }

    /// <summary>The same of one that is only stated: it has no hash, but can say what the trusted one does.</summary>
    internal IEnumerable<string> ObjectionsToStated(ChannelConfiguration configuration)
    {
        if (_configuration is not null && !_configuration.SaysTheSame(configuration))
        {
            yield return "The exporter states another configuration than the trusted one.";
        }
        else if (_configuration is null && _configurationHash is not null)
        {
            yield return "The exporter's peer does not have the configuration's block and only states what it holds, which has no fingerprint; trust the block itself, got from another member.";
        }

        foreach (var objection in ObjectionsToRoots(configuration))
        {
            yield return objection;
        }
    }

    private IEnumerable<string> ObjectionsToRoots(ChannelConfiguration configuration)
    {
        if (_certificates is null)
        {
            yield break;
        }

        foreach (var organization in configuration.Organizations)
        {
            if (!organization.RootCertificates.SelectMany(Certificates).All(_certificates.Contains))
            {
                yield return $"A root certificate of {organization.MspId} is not among the trusted ones.";
            }
        }
    }

    private static HashSet<string> Certificates(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0
                ? [.. certificates.Select(certificate => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)))]
                : throw new FormatException("There is no certificate in it.");
        }
        catch (CryptographicException error)
        {
            throw new FormatException("A certificate in it cannot be read.", error);
        }
    }
}
