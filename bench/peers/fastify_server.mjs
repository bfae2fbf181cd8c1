// npm fastify with the gateway's own answer as a constant, and a settings route with a schema; nothing is stored.

import Fastify from 'fastify';

const answer = JSON.parse(process.env.DEVICE);
const body = {
  type: 'object', additionalProperties: false, required: ['max_charge_rate'],
  properties: { max_charge_rate: { type: 'object', additionalProperties: false, required: ['value', 'unit'],
    properties: { value: { type: 'number', minimum: 0, maximum: 50 }, unit: { type: 'string', enum: ['kw'] } } } },
};

const app = Fastify();
app.get('/ev-charger/:id', async () => answer);
app.post('/ev-charger/:id/settings', { schema: { body } }, async (request) => {
  answer.data.settings.max_charge_rate.value = request.body.max_charge_rate.value;
  return answer;
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`ready api=${address.replace('http://', '')}`);
process.on('SIGTERM', () => process.exit(0));
