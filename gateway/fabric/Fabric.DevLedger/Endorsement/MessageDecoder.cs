namespace Fabric.DevLedger.Endorsement;

/// <summary>Decodes messages with the errors that a Fabric peer gives.</summary>
internal static class MessageDecoder
{
    private const string Invalid = "proto: cannot parse invalid wire-format data";

    /// <exception cref="ProposalFormatException">The bytes are not that message.</exception>
    public static T Parse<T>(MessageParser<T> parser, ByteString bytes)
        where T : IMessage<T>, new()
    {
        try
        {
            return parser.ParseForeign(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new ProposalFormatException($"error unmarshalling {new T().Descriptor.Name}: {Invalid}");
        }
    }

    /// <summary>Decodes a signed request; the error has no mention of the message.</summary>
    public static T ParseRequest<T>(MessageParser<T> parser, ByteString bytes)
        where T : IMessage<T>, new()
    {
        try
        {
            return parser.ParseForeign(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new ProposalFormatException(Invalid);
        }
    }
}
