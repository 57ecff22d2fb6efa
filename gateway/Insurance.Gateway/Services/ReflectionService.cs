using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Insurance.Gateway.Api;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Security;
using static Grpc.Reflection.V1.ServerReflectionRequest;

namespace Insurance.Gateway.Services;

/// <summary>grpc.reflection.v1, for any caller with a certificate of the organization, whatever its role.</summary>
public sealed class ReflectionService(
    PublicServices services, ConnectionCaller callers, LimitSettings limits, SlowReaders slow, IHostApplicationLifetime lifetime)
    : ServerReflection.ServerReflectionBase
{
    private const int LargestRequest = 4096;
    private readonly CallLimiter streams = new("reflection streams", limits.Subscriptions, limits);

    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            using var place = streams.Enter(callers.Find(context.GetHttpContext()));
            while (await requestStream.MoveNext(either.Token))
            {
                // The protocol repeats the request in its answer.
                if (requestStream.Current.CalculateSize() > LargestRequest)
                {
                    throw GatewayErrors.InputTooLarge(LargestRequest);
                }

                await slow.WaitAsync(
                    context.GetHttpContext(), responseStream.WriteAsync(Answer(requestStream.Current), either.Token));
            }
        }
        catch (ApiException refused)
        {
            throw RichStatus.ToRpcException(refused);
        }
        catch (Exception error) when (error is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            throw context.CancellationToken.IsCancellationRequested
                ? new RpcException(Status.DefaultCancelled)
                : RichStatus.ToRpcException(GatewayErrors.Stopping());
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var answer = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case MessageRequestOneofCase.ListServices:
                var names = services.Names.Order(StringComparer.Ordinal).Select(name => new ServiceResponse { Name = name });
                answer.ListServicesResponse = new ListServiceResponse { Service = { names } };
                break;
            case MessageRequestOneofCase.FileByFilename:
                AddFile(answer, services.File(request.FileByFilename), request.FileByFilename);
                break;
            case MessageRequestOneofCase.FileContainingSymbol:
                AddFile(answer, services.FileOf(request.FileContainingSymbol), request.FileContainingSymbol);
                break;
            case MessageRequestOneofCase.AllExtensionNumbersOfType when services.FileOf(request.AllExtensionNumbersOfType) is not null:
                // Nothing here extends a message.
                answer.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType };
                break;
            case MessageRequestOneofCase.None:
                answer.ErrorResponse = Error(StatusCode.InvalidArgument, "The request asks nothing.");
                break;
            default:
                answer.ErrorResponse = Error(StatusCode.NotFound, "This server has no such extension or type.");
                break;
        }

        return answer;
    }

    private static void AddFile(ServerReflectionResponse answer, FileDescriptor? file, string name)
    {
        if (file is null)
        {
            answer.ErrorResponse = Error(StatusCode.NotFound, $"This server has no file or symbol '{BoundedText.Of(name, BoundedText.Name)}'.");
            return;
        }

        var files = PublicServices.WithImports(file).Select(item => item.SerializedData);
        answer.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { files } };
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
