enum LedgerStub {}
import GRDB
