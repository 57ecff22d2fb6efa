namespace Fabric.Audit;

/// <summary>A chaincode's definition in a record: the peer's list of definitions with this one entry.</summary>
internal static class StatedDefinition
{
    public static byte[] Bytes(string chaincode, QueryChaincodeDefinitionResult definition)
    {
        var list = new QueryChaincodeDefinitionsResult();
        list.ChaincodeDefinitions.Add(new QueryChaincodeDefinitionsResult.Types.ChaincodeDefinition
        {
            Name = chaincode,
            Sequence = definition.Sequence,
            Version = definition.Version,
            EndorsementPlugin = definition.EndorsementPlugin,
            ValidationPlugin = definition.ValidationPlugin,
            ValidationParameter = definition.ValidationParameter,
            Collections = definition.Collections,
            InitRequired = definition.InitRequired,
        });
        return list.ToByteArray();
    }

    /// <exception cref="FormatException">The record cannot be read.</exception>
    public static ChaincodeDefinition Read(byte[] content)
    {
        try
        {
            var stated = QueryChaincodeDefinitionsResult.Parser.ParseForeign(content).ChaincodeDefinitions.Single();
            return ChaincodeDefinition.From(stated.Name, new QueryChaincodeDefinitionResult
            {
                Sequence = stated.Sequence,
                ValidationParameter = stated.ValidationParameter,
                Collections = stated.Collections,
            });
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new FormatException("The chaincode's definition cannot be read.", error);
        }
    }
}
