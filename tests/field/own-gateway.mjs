// A gateway of the play's own, for plays that kill it or need its sandbox: GATEWAY_BIN names the program.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { aim } from './charger.mjs';

export class OwnGateway {
  static possible() {
    return !!process.env.GATEWAY_BIN;
  }
  constructor(...words) {
    Object.assign(this, {
      words,
      folder: mkdtempSync(`${tmpdir()}/play-`),
      ocpp: '127.0.0.1:0',
      api: '127.0.0.1:0',
    });
    process.on('exit', () => {
      this.process?.kill('SIGKILL');
      rmSync(this.folder, { recursive: true, force: true });
    });
  }
  async start(role = ['--environment', 'live', '--role', 'operator']) {
    this.process = spawn(
      process.env.GATEWAY_BIN,
      [
        'serve',
        '--data-dir',
        this.folder,
        '--ocpp-listen',
        this.ocpp,
        '--api-listen',
        this.api,
        '--onboarding',
        'auto',
        ...this.words,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const ready = await new Promise((take, fail) => {
      let text = '';
      this.process.stdout.on('data', d => {
        text += d;
        const m = text.match(/ready ocpp=(\S+) api=(\S+)/);
        if (m) take(m);
      });
      this.process.once('exit', code => fail(new Error(`the gateway ended with ${code}`)));
    });
    [, this.ocpp, this.api] = ready;
    this.key ??= execFileSync(process.env.GATEWAY_BIN, ['keys', 'create', ...role, '--data-dir', this.folder], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/)
      .pop();
    aim(`ws://${this.ocpp}/ocpp`, `http://${this.api}`, this.key);
    return this;
  }
  kill() {
    return new Promise(done => {
      this.process.removeAllListeners('exit');
      this.process.once('exit', done);
      this.process.kill('SIGKILL');
    });
  }
}
