import { manualClock, memoryAudit, memoryFacts, memoryPurgeFiles, memoryRequests } from '../support/memory.js';
import { describeAudit } from './audit.js';
import { describeFacts } from './facts.js';
import { describePurgeFiles } from './purge-files.js';
import { describeRequestStore } from './request-store.js';

describeRequestStore('the store in memory', memoryRequests);
describeFacts('the facts in memory', memoryFacts);
describeAudit('the audit in memory', () => memoryAudit(manualClock()));
describePurgeFiles('the files in memory', memoryPurgeFiles);
