using Insurance.Gateway.Host;

return await GatewayProgram.RunAsync(args);

// The SDK would make it public.
internal partial class Program;
