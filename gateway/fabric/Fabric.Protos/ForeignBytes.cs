using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Fabric.Protos;

/// <summary>Parses bytes that somebody else made, so that they are a message or an <see cref="InvalidProtocolBufferException"/>, and nothing else.</summary>
/// <remarks>
/// Whoever reads foreign bytes expects that one exception. Releases of the runtime have thrown others for some declared lengths,
/// which then end whatever is not prepared for them.
/// </remarks>
public static class ForeignBytes
{
    // Go's runtime, which Fabric's peers read with, takes 10,000 levels; this many fit any thread's stack.
    private const int DeepestNesting = 1000;

    /// <summary>Parses a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="parser">Its parser.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidProtocolBufferException">They are not that message.</exception>
    public static T ParseForeign<T>(this MessageParser<T> parser, ByteString bytes)
        where T : IMessage<T> => ParseForeign(parser, bytes.Span);

    /// <summary>Parses a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="parser">Its parser.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidProtocolBufferException">They are not that message.</exception>
    public static T ParseForeign<T>(this MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (Exception error) when (IsDamage(error))
        {
            return ParseNested(parser, bytes);
        }
    }

    // The usual limit is a hundred levels, and the exception does not say which fault it was.
    private static T ParseNested<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : IMessage<T>
    {
        try
        {
            using var input = CodedInputStream.CreateWithLimits(new MemoryStream(bytes.ToArray()), int.MaxValue, DeepestNesting);
            return parser.ParseFrom(input);
        }
        catch (Exception error) when (IsDamage(error) && error is not InvalidProtocolBufferException)
        {
            throw Damaged(error);
        }
    }

    private static bool IsDamage(Exception error) => error is not (OutOfMemoryException or ThreadInterruptedException);

    // Only the runtime itself can make one.
    private static InvalidProtocolBufferException Damaged(Exception cause)
    {
        try
        {
            Empty.Parser.ParseFrom([0xff]);
        }
        catch (InvalidProtocolBufferException error)
        {
            error.Data["cause"] = cause.GetType().FullName;
            return error;
        }

        throw new InvalidOperationException("A cut-off field was read as a message.", cause);
    }
}
