namespace Grpc.Core.Internal;

/// <summary>Names and numbers of the gRPC over HTTP/2 protocol, and the sentences both sides use.</summary>
internal static class Protocol
{
    public const string ContentType = "application/grpc";
    public const string StatusHeader = "grpc-status";
    public const string MessageHeader = "grpc-message";
    public const string TimeoutHeader = "grpc-timeout";
    public const string EncodingHeader = "grpc-encoding";
    public const string AcceptEncodingHeader = "grpc-accept-encoding";
    public const string Identity = "identity";
    public const string Gzip = "gzip";
    public const string AcceptedEncodings = "identity,gzip";

    /// <summary>The largest message taken unless configured otherwise, as in every gRPC implementation.</summary>
    public const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    public static readonly Status SendTooLarge = new(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");

    public static readonly Status ReceiveTooLarge = new(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");

    /// <summary>Whether a content type is gRPC's: bare, with a format suffix, or with parameters.</summary>
    public static bool IsGrpcContentType(string? value) =>
        value is not null
        && value.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (value.Length == ContentType.Length || value[ContentType.Length] is '+' or ';');

    /// <summary>Headers that belong to the protocol and are not the application's metadata.</summary>
    public static bool IsReserved(string name)
    {
        if (name.Length == 0 || name[0] == ':')
        {
            return true;
        }

        return name.Length switch
        {
            11 => Is(name, StatusHeader),
            12 => Is(name, MessageHeader) || Is(name, "content-type"),
            13 => Is(name, EncodingHeader),
            16 => Is(name, "content-encoding"),
            20 => Is(name, AcceptEncodingHeader),
            _ => false,
        };
    }

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
