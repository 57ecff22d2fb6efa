import { gateway as messages } from '@hyperledger/fabric-protos';

const unary = {
    Evaluate: [messages.EvaluateRequest, messages.EvaluateResponse],
    Endorse: [messages.EndorseRequest, messages.EndorseResponse],
    Submit: [messages.SubmitRequest, messages.SubmitResponse],
    CommitStatus: [messages.SignedCommitStatusRequest, messages.CommitStatusResponse],
};

/** Calls a method of gateway.Gateway with a message made by hand. */
export function call(client, method, request, milliseconds = 20_000) {
    const [, Response] = unary[method];
    return new Promise((resolve, reject) => {
        client.makeUnaryRequest(
            `/gateway.Gateway/${method}`,
            (message) => Buffer.from(message.serializeBinary()),
            (bytes) => Response.deserializeBinary(bytes),
            request,
            { deadline: Date.now() + milliseconds },
            (error, response) => (error ? reject(error) : resolve(response)),
        );
    });
}
