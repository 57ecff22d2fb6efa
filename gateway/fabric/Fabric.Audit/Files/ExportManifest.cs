using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fabric.Audit;

/// <summary>What the exporter says of an export and signs.</summary>
public sealed record ExportManifest
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        WriteIndented = true,
    };

    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>The MSP id of the organization that exports.</summary>
    public required string ExportedBy { get; init; }

    /// <summary>The identity that signs, as Fabric serializes it.</summary>
    public required byte[] Signer { get; init; }

    /// <summary>When the export was begun, by the exporter's clock.</summary>
    public required DateTimeOffset ExportedAt { get; init; }

    /// <summary>Begin of the period, inclusive; <c>null</c>: from the first block on.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>End of the period, exclusive; <c>null</c>: up to the newest block.</summary>
    public required DateTimeOffset? To { get; init; }

    /// <summary>The first block that was asked for; <c>null</c>: the period decides.</summary>
    public ulong? FromBlock { get; init; }

    /// <summary>The last block that was asked for; <c>null</c>: the period decides.</summary>
    public ulong? ToBlock { get; init; }

    /// <summary>The chaincode by whose transactions the exporter found the period's blocks; <c>null</c>: it does not say.</summary>
    public string? Chaincode { get; init; }

    /// <summary>The first block of the period.</summary>
    public required ulong? FirstBlock { get; init; }

    /// <summary>The last block of the period.</summary>
    public required ulong? LastBlock { get; init; }

    /// <summary>The first block in the file: the one before the period, where there is one.</summary>
    public required ulong FirstStored { get; init; }

    /// <summary>The last block in the file: the one after the period, where there is one.</summary>
    public required ulong LastStored { get; init; }

    /// <summary>The number of blocks of the channel when the export was begun.</summary>
    public required ulong Height { get; init; }

    /// <summary>
    /// The first block that the exporter's peer, which joined by a snapshot, can give together with the configuration it was made under; an
    /// export that begins with it has none before it. <c>null</c>: the peer has the whole chain.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? FirstOnPeer { get; init; }

    /// <summary>Transactions in the blocks of the file.</summary>
    public required long Transactions { get; init; }

    /// <summary>Reads the manifest of a record.</summary>
    /// <param name="content">The record.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static ExportManifest Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportManifest>(content, Form) ?? throw new FormatException("The manifest is empty.");
        }
        catch (JsonException error)
        {
            throw new FormatException("The manifest cannot be read.", error);
        }
    }

    /// <summary>The manifest as it is stored and signed.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Form);
}
