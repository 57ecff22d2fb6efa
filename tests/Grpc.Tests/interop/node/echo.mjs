// What client and server share: the service from the tests' own proto file.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const proto = process.env.ECHO_PROTO ?? fileURLToPath(new URL('../../Protos/echo.proto', import.meta.url));
const definition = loader.loadSync(proto, { keepCase: false, defaults: true });

export const { Echo, Nowhere } = grpc.loadPackageDefinition(definition).grpctests.v1;
export const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
export const details = Buffer.from([8, 9, 18, 3, 255, 0, 1]);
export { grpc };
