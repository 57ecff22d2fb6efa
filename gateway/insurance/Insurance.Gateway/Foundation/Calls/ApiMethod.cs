namespace Insurance.Gateway.Foundation.Calls;

/// <summary>One method of the public API with its access rule and the fields the gateway sets.</summary>
internal sealed class ApiMethod
{
    private readonly FieldDescriptor? _actor;
    private readonly FieldDescriptor? _broker;
    private readonly FieldDescriptor? _requestId;

    /// <summary>Creates it from its descriptor and rule.</summary>
    public ApiMethod(MethodDescriptor descriptor, MethodRule rule)
    {
        Descriptor = descriptor;
        Rule = rule;
        _actor = descriptor.InputType.FindFieldByName("actor");
        _broker = descriptor.InputType.FindFieldByName("broker_id");
        _requestId = descriptor.InputType.FindFieldByName("request_id");
    }

    /// <summary>The method as the proto file has it.</summary>
    public MethodDescriptor Descriptor { get; }

    /// <summary>Who may call it.</summary>
    public MethodRule Rule { get; }

    /// <summary>The method's name, which is the ledger transaction's name too.</summary>
    public string Name => Descriptor.Name;

    /// <summary>Service and method as in a gRPC path without the leading slash.</summary>
    public string Path => Rule.Path;

    /// <summary>Records the caller in the request; whatever the client sent there is replaced.</summary>
    public void SetActor(IMessage request, string name) => _actor?.Accessor.SetValue(request, name);

    /// <summary>Confines the request to a broker's book, where the request has a broker.</summary>
    public void SetBroker(IMessage request, string brokerId) => _broker?.Accessor.SetValue(request, brokerId);

    /// <summary>The client's request id; <c>null</c> when the method has none.</summary>
    public string? RequestId(IMessage request) => (string?)_requestId?.Accessor.GetValue(request);
}
