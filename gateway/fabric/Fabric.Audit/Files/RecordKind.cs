namespace Fabric.Audit;

/// <summary>What a record of an export holds.</summary>
public enum RecordKind
{
    /// <summary>The configuration in force before the first block: the trust roots.</summary>
    Configuration = 'C',

    /// <summary>The same as the exporter's peer states it, which joined by a snapshot and does not have the configuration's block.</summary>
    StatedConfiguration = 'F',

    /// <summary>A chaincode's definition as the exporter's peer states it.</summary>
    Definition = 'D',

    /// <summary>A block as the peer stores it.</summary>
    Block = 'B',

    /// <summary>What the exporter says of the export.</summary>
    Manifest = 'M',

    /// <summary>The exporter's signature over all before it.</summary>
    Signature = 'S',
}
