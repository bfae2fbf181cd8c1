'use strict';
// A certificate authority, a server's and a charger's certificates, made with the openssl command for one run.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

class Certificates {
  #directory = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-tls-'));

  constructor() {
    this.#openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', '/CN=Conformance Root', '-keyout', this.path('ca.key'), '-out', this.path('ca.pem'));
    this.#issue('server', '/CN=localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    this.#issue('server-rsa', '/CN=localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1', ['-newkey', 'rsa:2048']);
  }

  path(name) { return path.join(this.#directory, name); }
  get ca() { return fs.readFileSync(this.path('ca.pem')); }

  // For the charger of that identity: { cert, key }.
  client(identity) {
    this.#issue(identity, `/CN=${identity}`, 'extendedKeyUsage=clientAuth',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    return { cert: fs.readFileSync(this.path(`${identity}.pem`)), key: fs.readFileSync(this.path(`${identity}.key`)) };
  }

  remove() { fs.rmSync(this.#directory, { recursive: true, force: true }); }

  #issue(name, subject, extension, newKey) {
    fs.writeFileSync(this.path(`${name}.ext`), `${extension}\nbasicConstraints=CA:FALSE\n`);
    this.#openssl('req', ...newKey, '-nodes', '-subj', subject, '-keyout', this.path(`${name}.key`),
      '-out', this.path(`${name}.csr`));
    this.#openssl('x509', '-req', '-in', this.path(`${name}.csr`), '-days', '2', '-CA', this.path('ca.pem'),
      '-CAkey', this.path('ca.key'), '-CAcreateserial', '-extfile', this.path(`${name}.ext`),
      '-out', this.path(`${name}.pem`));
    fs.chmodSync(this.path(`${name}.key`), 0o600);
  }

  #openssl(...args) { execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] }); }
}

module.exports = { Certificates };
