using System.Net;
using System.Net.Http.Headers;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>A gRPC call made by hand on a connection of its own, by a client that never signs anything.</summary>
internal sealed class RawCall : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler());
    private readonly Body _body;
    private readonly Task<HttpResponseMessage> _response;

    /// <param name="server">The peer.</param>
    /// <param name="declared">The length that the message says it has.</param>
    /// <param name="sent">What is sent of it; the message ends where it says, or the call stays open.</param>
    /// <param name="encoding">Value of <c>grpc-encoding</c>.</param>
    /// <param name="path">The method.</param>
    public RawCall(Uri server, uint declared, byte[] sent, string? encoding = null, string path = "/gateway.Gateway/Evaluate")
    {
        _body = new Body(declared, sent, encoding is not null);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = _body,
        };
        request.Headers.Add("te", "trailers");
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        _response = _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Completes when the response has begun; fails when the call or its connection was cut off.</summary>
    public Task<HttpResponseMessage> Response => _response;

    /// <summary>Completes when everything was handed to the connection.</summary>
    public Task Sent => _body.Sent;

    public async Task<string> StatusAsync() => Header(await _response.WaitAsync(TimeSpan.FromSeconds(60)), "grpc-status");

    public static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : string.Empty;

    public void Dispose()
    {
        _body.Release();
        _client.Dispose();
    }

    private sealed class Body : HttpContent
    {
        private readonly byte[] _prefix = new byte[5];
        private readonly byte[] _sent;
        private readonly bool _ends;
        private readonly TaskCompletionSource _handedOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Body(uint declared, byte[] sent, bool compressed)
        {
            _prefix[0] = compressed ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteUInt32BigEndian(_prefix.AsSpan(1), declared);
            _sent = sent;
            _ends = declared <= sent.Length;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        public Task Sent => _handedOver.Task;

        public void Release() => _released.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_prefix);
            await stream.WriteAsync(_sent);
            await stream.FlushAsync();
            _handedOver.TrySetResult();
            if (!_ends)
            {
                await _released.Task;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
