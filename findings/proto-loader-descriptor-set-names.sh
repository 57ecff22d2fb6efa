#!/usr/bin/env bash
# @grpc/proto-loader 0.7.15 and 0.8.0: the same API has other field names by where it is loaded from. load() makes them camelCase unless
# keepCase is true; loadFileDescriptorSetFromBuffer() of the very same file leaves them as the descriptor has them, in snake_case, whether
# keepCase is given or not, although descriptors carry json_name. A request with the names that work with load() is then sent
# without those fields, and nothing says so: serializing ignores what it does not know.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > api.proto <<'PROTO'
syntax = "proto3";
package api.v1;
service Policies { rpc GetPolicy(GetPolicyRequest) returns (GetPolicyRequest); }
message GetPolicyRequest { string policy_id = 1; }
PROTO
cat > load.mjs <<'JS'
import fs from 'node:fs';
import loader from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor/index.js';

// A descriptor set with the names of the file, as protoc writes it.
const root = new protobuf.Root();
protobuf.parse(fs.readFileSync('api.proto', 'utf8'), root, { keepCase: true });
root.resolveAll();
const { FileDescriptorSet } = (await import('protobufjs/ext/descriptor/index.js')).default;
const set = root.toDescriptor('proto3');
for (const file of set.file) for (const message of file.messageType) for (const field of message.field) field.jsonName = 'policyId';
const bytes = Buffer.from(FileDescriptorSet.encode(set).finish());

const sizes = (api) => {
  const { requestSerialize } = api['api.v1.Policies'].GetPolicy;
  return `policyId ${requestSerialize({ policyId: 'p-1' }).length} bytes, policy_id ${requestSerialize({ policy_id: 'p-1' }).length} bytes`;
};
console.log(`load: ${sizes(loader.loadSync('api.proto'))}`);
for (const keepCase of [undefined, false]) console.log(`descriptor set, keepCase ${keepCase}: ${sizes(loader.loadFileDescriptorSetFromBuffer(bytes, { keepCase }))}`);
JS
for version in 0.7.15 0.8.0; do
  echo '{"type":"module"}' >package.json
  rm -rf node_modules package-lock.json
  npm install --silent --no-audit --no-fund "@grpc/proto-loader@$version" >/dev/null
  echo "proto-loader $version"
  node load.mjs >seen
  cat seen
  grep -qx 'load: policyId 5 bytes, policy_id 0 bytes' seen
  grep -qx 'descriptor set, keepCase undefined: policyId 0 bytes, policy_id 5 bytes' seen
  grep -qx 'descriptor set, keepCase false: policyId 0 bytes, policy_id 5 bytes' seen
done
