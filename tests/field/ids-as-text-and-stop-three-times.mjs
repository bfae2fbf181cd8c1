// transactionId is text in all messages ("123"), the connector too; the stop is sent three times with growing
// meterStop.
// Right: one session, one end; energy of the register; every message answered.
import { play, ready, energy, power, sleep, session, sessions } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  await charger.status('Preparing');
  await charger.start(500, { connectorId: '1', meterStart: '500' });
  const id = charger.sessions[1],
    text = { transactionId: String(id) };
  await charger.status('Charging');
  for (let i = 1; i <= 5; ++i) {
    await sleep(3000);
    await charger.tell([energy(500 + i * 10), power(12000)], { ...text, connectorId: '1' });
  }
  const r = await device.read(),
    answers = [];
  for (const wh of [550, 552, 553])
    answers.push(
      await charger.ask('StopTransaction', {
        ...text,
        meterStop: String(wh),
        timestamp: charger.time(),
        reason: 'Local',
      }),
    );
  const t = await session(charger, id);
  check(
    answers.every(a => a && !a.error),
    `answers ${JSON.stringify(answers)}`,
  );
  check(
    (await sessions(charger)).length === 1 && t.state === 'ended',
    `${(await sessions(charger)).length} sessions, ${t.state}`,
  );
  check(
    t.energyWh >= 50 && t.energyWh <= 53,
    `energy ${t.energyWh} of 50 to 53 Wh; power was ${r.state.currentPower}`,
  );
});
