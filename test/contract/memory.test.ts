import {
  manualClock,
  memoryAudit,
  memoryFacts,
  memoryGathering,
  memoryMembers,
  memoryPurgeFiles,
  memoryRequests,
} from '../support/memory.js';
import { describeAudit } from './audit.js';
import { describeFacts } from './facts.js';
import { describeGathering } from './gathering.js';
import { describeMemberCache } from './member-cache.js';
import { describePurgeFiles } from './purge-files.js';
import { memoryVault } from '../webex/memory-vault.js';
import { describeRequestStore } from './request-store.js';
import { describeVault } from './vault.js';

describeRequestStore('the store in memory', memoryRequests);
describeFacts('the facts in memory', memoryFacts);
describeAudit('the audit in memory', () => memoryAudit(manualClock()));
describePurgeFiles('the files in memory', memoryPurgeFiles);
describeGathering('the gathering in memory', memoryGathering);
describeMemberCache('the members in memory', memoryMembers);
describeVault('the vault in memory', () => Promise.resolve(memoryVault()));
