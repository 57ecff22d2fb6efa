using System.Net;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>The HTTP/2 request and response of a call.</summary>
internal abstract partial class GrpcCall
{
    private static readonly string UserAgent =
        $"grpc-dotnet-bundled/{typeof(GrpcCall).Assembly.GetName().Version?.ToString(3)} (.NET {Environment.Version})";

    /// <summary>The response whose body is read; set once headers have come and are those of a call.</summary>
    protected HttpResponseMessage Response => _response!;

    /// <summary>Sends the request and waits for response headers.</summary>
    /// <returns>Whether there is a body to read; otherwise the call is finished.</returns>
    public async Task<bool> StartAsync(HttpContent content)
    {
        try
        {
            if (IsFinished)
            {
                return false;
            }

            var request = CreateRequest(content);
            if (CallCredentials() is { } credentials)
            {
                await AddCredentialsAsync(request, credentials).ConfigureAwait(false);
            }

            var response = await Channel.SendAsync(request, Token).ConfigureAwait(false);
            if (!TakeResponse(response))
            {
                response.Dispose();
                return false;
            }

            if (ResponseHeaders.Check(response) is { } status)
            {
                Finish(status, ResponseHeaders.ToMetadata(response.Headers));
                return false;
            }

            return true;
        }
        catch (Exception e)
        {
            Finish(e);
            return false;
        }
    }

    private Task<Metadata> ResponseHeadersAsync()
    {
        lock (_lock)
        {
            if (_headers is not null)
            {
                return Task.FromResult(_headers);
            }

            if (_response is not null)
            {
                _headers = ResponseHeaders.ToMetadata(_response.Headers);
                return Task.FromResult(_headers);
            }

            if (IsFinished)
            {
                return Task.FromException<Metadata>(FinishedException());
            }

            return (_headersSource ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool TakeResponse(HttpResponseMessage response)
    {
        TaskCompletionSource<Metadata>? waiting;
        lock (_lock)
        {
            if (IsFinished)
            {
                return false;
            }

            _response = response;
            waiting = _headersSource;
            _headersSource = null;
            if (waiting is not null)
            {
                _headers = ResponseHeaders.ToMetadata(response.Headers);
            }
        }

        waiting?.TrySetResult(_headers!);
        return true;
    }

    private HttpRequestMessage CreateRequest(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Channel.UriOf(_method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        var headers = request.Headers;
        headers.TryAddWithoutValidation("TE", "trailers");
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation(Protocol.AcceptEncodingHeader, Protocol.AcceptedEncodings);
        headers.Host = _host;
        if (Options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            headers.TryAddWithoutValidation(Protocol.TimeoutHeader, TimeoutHeader.Format(deadline - UtcNow));
        }

        if (Options.Headers is { Count: > 0 } metadata)
        {
            AddMetadata(request, metadata);
        }

        return request;
    }

    private static void AddMetadata(HttpRequestMessage request, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (!Protocol.IsReserved(entry.Key))
            {
                request.Headers.TryAddWithoutValidation(entry.Key, HeaderValues.Encode(entry));
            }
        }
    }

    private CallCredentials? CallCredentials()
    {
        var ofCall = Options.Credentials;
        var ofChannel = Channel.Options.Credentials?.CallCredentials;
        if (ofCall is null && ofChannel is null)
        {
            return null;
        }

        if (!Channel.IsSecure && !Channel.Options.UnsafeUseInsecureChannelCallCredentials)
        {
            ClientLog.CredentialsNotSent(Channel.Logger, _method.FullName);
            return null;
        }

        return ofCall is null || ofChannel is null ? ofCall ?? ofChannel : Core.CallCredentials.Compose(ofChannel, ofCall);
    }

    private async Task AddCredentialsAsync(HttpRequestMessage request, CallCredentials credentials)
    {
        var metadata = new Metadata();
        await credentials.AddToAsync(Channel.AuthContextOf(_method, Token), metadata).ConfigureAwait(false);
        AddMetadata(request, metadata);
    }
}
