namespace Fabric.Audit;

/// <summary>A channel's configuration as a peer states it that does not have its block, in the form of that block.</summary>
/// <remarks>Nobody signed it and its hash is none: it is worth what the word of whoever states it is worth.</remarks>
public static class StatedConfiguration
{
    /// <summary>The form.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="number">The number of the block that holds it, as the orderers noted it in later blocks.</param>
    /// <param name="configuration">A <c>common.Config</c>, which the peer's <c>cscc</c> answers.</param>
    /// <exception cref="InvalidProtocolBufferException">It is none.</exception>
    public static Block Of(string channel, ulong number, ReadOnlySpan<byte> configuration)
    {
        var payload = new Payload
        {
            Header = new Header
            {
                ChannelHeader = new ChannelHeader { Type = (int)HeaderType.Config, ChannelId = channel }.ToByteString(),
            },
            Data = new ConfigEnvelope { Config = Config.Parser.ParseForeign(configuration) }.ToByteString(),
        };
        return new Block
        {
            Header = new BlockHeader { Number = number },
            Data = new BlockData { Data = { new Envelope { Payload = payload.ToByteString() }.ToByteString() } },
        };
    }
}
