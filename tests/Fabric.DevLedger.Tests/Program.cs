using Fabric.DevLedger.Tests.Support;

if (args is ["chaincode"])
{
    new PipedChaincode(Console.OpenStandardInput(), Console.OpenStandardOutput()).Run();
}
