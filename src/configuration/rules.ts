import type { Reading } from './reading.js';
import type { Config } from './settings.js';

/** Rules across variables. One that had a fault of its own is not judged a second time. */
export function checkTogether(config: Config, reading: Reading): void {
  checkCertificates(reading);
  checkAges(config, reading);
  checkOfficers(config, reading);
}

function checkCertificates({ text, fault }: Reading): void {
  const name = 'NODE_TLS_REJECT_UNAUTHORIZED';
  if (text(name) !== '0') return;
  fault(
    name,
    `${name}=0 lets anybody pose as Webex: remove it, and name a certificate authority of your own in NODE_EXTRA_CA_CERTS.`,
  );
}

function checkAges({ ages }: Config, { fault, sound }: Reading): void {
  if (!sound('TARGET_MSG_AGE')) return;
  if (sound('CHECK_EVENTS_FROM_AGE') && ages.horizonAgeMs <= ages.targetAgeMs) {
    fault(
      'CHECK_EVENTS_FROM_AGE',
      `CHECK_EVENTS_FROM_AGE (89d unless set) must be above TARGET_MSG_AGE: the messages that are due lie between the two.`,
    );
  }
  if (sound('MIN_MSG_AGE') && ages.minAgeMs > ages.targetAgeMs) {
    fault(
      'MIN_MSG_AGE',
      'MIN_MSG_AGE must not be above TARGET_MSG_AGE: the policy itself would reach messages younger than the floor.',
    );
  }
}

/** Who asked does not approve, so with one officer nothing could ever be approved. */
function checkOfficers({ officers, rules }: Config, { fault, sound }: Reading): void {
  if (!sound('OFFICERS', 'APPROVALS_REQUIRED', 'SELF_APPROVAL')) return;
  if (officers.length === 0) {
    fault('OFFICERS', 'OFFICERS names nobody: list e-mail addresses or person ids, comma separated.');
    return;
  }
  const needed = rules.approvalsRequired + (rules.selfApproval ? 0 : 1);
  if (officers.length >= needed) return;
  const asker = rules.selfApproval ? '' : ' and an asker, who may not approve unless SELF_APPROVAL=true';
  fault(
    'OFFICERS',
    `OFFICERS must list at least ${String(needed)}: ${String(rules.approvalsRequired)} to approve (APPROVALS_REQUIRED)${asker}.`,
  );
}
