// After a day offline: 30 sessions of 30 messages each, sent without waiting for answers beyond the transaction ids.
// Right: all answered, 30 ended sessions with their energies; the status of now is shown.
import { play, ready, energy, power, sleep, sessions } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready();
  const ago = s => new Date(Date.now() - s * 1000).toISOString(),
    answers = [];
  let wh = 100000;
  for (let k = 0; k < 30; ++k) {
    const from = 86400 - k * 2800;
    await charger.start(wh, { timestamp: ago(from), idTag: `T${k}` });
    const id = charger.sessions[1];
    for (let i = 1; i <= 28; ++i)
      answers.push(charger.tell([energy(wh + i * 50), power(3600)], { transactionId: id, at: ago(from - i * 50) }));
    wh += 1400 + k;
    answers.push(charger.stop(wh, { timestamp: ago(from - 1410), reason: 'Local' }));
    if (k % 5 === 4) await Promise.all(answers);
  }
  const all = await Promise.all(answers);
  await charger.status('Available');
  await sleep(3000);
  const told = await sessions(charger),
    r = await device.read();
  check(
    all.every(a => a && !a.error),
    `${all.length} answered, ${all.filter(a => !a || a.error).length} not`,
  );
  check(
    told.length === 30 && told.every(t => t.state === 'ended'),
    `${told.length} sessions, ${told.filter(t => t.state === 'ended').length} ended`,
  );
  check(
    told.every(t => t.energyWh === 1400 + Number(t.idTag.slice(1))),
    `energies off: ${told.filter(t => t.energyWh !== 1400 + Number(t.idTag.slice(1))).map(t => `${t.idTag} ${t.energyWh}`)}`,
  );
  check(
    r.state.status === 'available' && r.state.currentPower === 0,
    `${r.state.status}, ${r.state.currentPower} kW`,
  );
});
