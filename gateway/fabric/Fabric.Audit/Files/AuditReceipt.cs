using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fabric.Audit;

/// <summary>What an auditor keeps of a verification, so that the next one goes on from it.</summary>
/// <remarks>It is the auditor's own note and nobody signs it: keep it where nobody else writes.</remarks>
public sealed record AuditReceipt
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The last block verified; every one before it was, too.</summary>
    public required ulong Block { get; init; }

    /// <summary>That block's hash, in lower-case hexadecimal.</summary>
    public required string BlockHash { get; init; }

    /// <summary>The chaincode whose endorsers look at the time.</summary>
    public required string Chaincode { get; init; }

    /// <summary>How far time had come by that block; <c>null</c>: no block showed any.</summary>
    public required DateTimeOffset? Time { get; init; }

    /// <summary>The hash of the block with the configuration in force after it, in lower-case hexadecimal.</summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>Reads a receipt.</summary>
    /// <param name="content">The file's content.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static AuditReceipt Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditReceipt>(content, Form) ?? throw new FormatException("The receipt is empty.");
        }
        catch (JsonException error)
        {
            throw new FormatException("It is no receipt of an audit.", error);
        }
    }

    /// <summary>The receipt as it is kept.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Form);
}
