from .by_rule import RiskByRule as RiskByRule
from .by_rule import risk_opening as risk_opening
from .by_rule import risks_by_rule as risks_by_rule
from .standing import risk_standings as risk_standings
