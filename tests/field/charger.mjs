// What the plays share: a charge point over a plain websocket, the vehicle on its cable, and the gateway's REST surface.
// Each play is a program of its own: node FILE ws://HOST:PORT/ocpp http://HOST:PORT OPERATOR_KEY
// GATEWAY_BIN and GATEWAY_DATA (program and data folder) let the few plays that need the command line use it.
export * from './parts/charge-point.mjs';
export * from './parts/play.mjs';
export * from './parts/reads.mjs';
export * from './parts/rest.mjs';
export * from './parts/samples.mjs';
export * from './parts/scene.mjs';
export * from './parts/scenes.mjs';
export * from './parts/vehicle.mjs';
