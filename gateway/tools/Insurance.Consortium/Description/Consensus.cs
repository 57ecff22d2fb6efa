namespace Insurance.Consortium.Description;

/// <summary>How orderer nodes agree on the next block.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Consensus>))]
public enum Consensus
{
    /// <summary>A majority follows a leader that is trusted to be honest: n nodes survive the loss of (n-1)/2.</summary>
    Raft,

    /// <summary>More than two thirds sign each block: n nodes survive (n-1)/3 that are lost or lie. From Fabric 3.0.</summary>
    Bft,
}
