if (args is ["chaincode"])
{
    new PipedChaincode(Console.OpenStandardInput(), Console.OpenStandardOutput()).Run();
}
