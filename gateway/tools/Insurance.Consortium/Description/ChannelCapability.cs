namespace Insurance.Consortium.Description;

/// <summary>What every node of the channel must be able to do, by Fabric's names.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelCapability>))]
public enum ChannelCapability
{
    /// <summary>Fabric 2.0 and later.</summary>
    V2_0,

    /// <summary>Fabric 3.0 and later; what BFT needs.</summary>
    V3_0,
}
