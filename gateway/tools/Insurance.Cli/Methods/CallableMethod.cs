namespace Insurance.Cli.Methods;

/// <summary>A method of <c>insurance.v1</c>.</summary>
/// <param name="Descriptor">What it takes and gives.</param>
/// <param name="Rule">Who may call it.</param>
internal sealed record CallableMethod(MethodDescriptor Descriptor, MethodRule Rule)
{
    /// <summary>As a user types it: Policies/GetPolicy.</summary>
    public string Name => $"{Descriptor.Service.Name}/{Descriptor.Name}";

    /// <summary>The field in which a request carries its id; null: the method changes nothing on the ledger.</summary>
    public FieldDescriptor? RequestId => Descriptor.InputType.FindFieldByName("request_id") is { FieldType: FieldType.String, IsRepeated: false } id ? id : null;
}
