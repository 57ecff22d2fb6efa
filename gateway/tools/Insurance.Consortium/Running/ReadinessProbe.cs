using Insurance.V1;

namespace Insurance.Consortium.Running;

/// <summary>Waits until each gateway truly answers from the ledger, and puts the registry of members there once.</summary>
public sealed class ReadinessProbe(RunningConsortium running, CallerDirectory callers, TimeSpan timeout)
{
    private readonly StartWatch _watch = running.Watch(timeout);

    private readonly Dictionary<string, TaskCompletionSource> _ready =
        running.Description.WithGateway.ToDictionary(organization => organization.MspId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Ends when the organization's gateway answers and the registry is on the ledger; fails when the probe does.</summary>
    public Task ReadyAsync(string mspId) => _ready[mspId].Task;

    /// <summary>
    /// Waits for all, and records that all is ready. One that cannot come up ends the waiting for the others, with a
    /// <see cref="ConsortiumException"/> that names the cause.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var probing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var founder = running.Description.WithGateway.FirstOrDefault(organization => organization.Kind.Can().Writes);
        // Without gateways there is nobody who would read a registry.
        var registry = founder is null ? Task.CompletedTask : InitializeAsync(founder, probing.Token);
        var parts = running.Description.WithGateway.Select(organization => ReadyAsync(organization, registry, probing.Token)).ToArray();
        try
        {
            await foreach (var part in Task.WhenEach(parts))
            {
                await part;
            }

            running.State = running.State with { Ready = true };
            running.State.Save(running.Home.StateFile);
        }
        catch (Exception exception)
        {
            await probing.CancelAsync();
            foreach (var waiting in _ready.Values)
            {
                waiting.TrySetException(exception);
                // Observed here: not everybody waits for every gateway.
                _ = waiting.Task.Exception;
            }

            await Task.WhenAll(parts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    private async Task ReadyAsync(OrganizationDescription organization, Task registry, CancellationToken cancellationToken)
    {
        await WaitAsync(organization, cancellationToken);
        await registry;
        // The founder's peer has the registry; this organization's may receive that block a moment later.
        while (!await WaitAsync(organization, cancellationToken))
        {
            await _watch.PauseAsync(ConsortiumStarter.GatewayName(organization), "has not received the registry of members", cancellationToken);
        }

        _ready[organization.MspId].TrySetResult();
    }

    private async Task InitializeAsync(OrganizationDescription founder, CancellationToken cancellationToken)
    {
        if (await WaitAsync(founder, cancellationToken))
        {
            return;
        }

        var request = new InitializeConsortiumRequest
        {
            RequestId = "initialize-consortium",
            Organizations =
            {
                running.Description.Organizations.Select(organization => new Organization
                {
                    MspId = organization.MspId,
                    Name = organization.Name,
                    Kind = organization.Kind,
                }),
            },
        };
        try
        {
            await Client(founder).InitializeConsortiumAsync(request, deadline: Deadline.In(TimeSpan.FromSeconds(60)), cancellationToken: cancellationToken);
        }
        catch (RpcException exception) when (RpcFailure.Reason(exception) == "ALREADY_INITIALIZED")
        {
            // Somebody else was first; the registry is there, which is all that counts.
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _watch.Failed($"the registry of members was refused: {RpcFailure.Describe(exception)}", ConsortiumStarter.GatewayName(founder));
        }
    }

    /// <summary>True when the ledger already holds a registry.</summary>
    private async Task<bool> WaitAsync(OrganizationDescription organization, CancellationToken cancellationToken)
    {
        var name = ConsortiumStarter.GatewayName(organization);
        // Until then nothing listens, and a connection attempt would only make the channel back off.
        while (!await running.Network.GatewayListensAsync(running, name, cancellationToken))
        {
            await _watch.PauseAsync(name, "has not reported that it is ready", cancellationToken);
        }

        while (true)
        {
            try
            {
                await Client(organization).GetRegistryAsync(new GetRegistryRequest(), deadline: Deadline.In(TimeSpan.FromSeconds(5)), cancellationToken: cancellationToken);
                if (await HealthInspection.GatewayProblemAsync(callers.Of(organization.MspId, Roles.Admin), cancellationToken) is not { } problem)
                {
                    return true;
                }

                await _watch.PauseAsync(name, $"is not ready ({problem})", cancellationToken);
            }
            catch (RpcException exception) when (RpcFailure.Reason(exception) == "NOT_INITIALIZED")
            {
                return false;
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.FailedPrecondition)
            {
                await _watch.PauseAsync(name, $"does not answer ({RpcFailure.Describe(exception)})", cancellationToken);
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw _watch.Failed($"{name} answers with an error: {RpcFailure.Describe(exception)}", name);
            }
        }
    }

    private V1.Consortium.ConsortiumClient Client(OrganizationDescription organization) =>
        new(callers.Of(organization.MspId, Roles.Admin).Channel);
}
